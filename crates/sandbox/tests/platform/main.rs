//! Platforms driven by a browser without a screen against a small issuer, over loopback HTTP.

#[cfg(test)]
mod flow;
#[cfg(test)]
mod issuer;
#[cfg(test)]
mod logout;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod world;
