//! The city of providers, called as the issuer calls it, over loopback HTTP; and the issuer called back.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod behaviours;
#[cfg(test)]
mod callbacks;
#[cfg(test)]
mod issuer;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod world;
