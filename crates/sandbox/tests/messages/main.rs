//! The provider of messages, called as the service calls it, over loopback HTTP.

#[cfg(test)]
mod issuer;
#[cfg(test)]
mod manners;
#[cfg(test)]
mod page;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod world;
