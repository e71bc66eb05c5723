//! Integration tests of the service, and tests of the shape of its source.

mod architecture;
#[cfg(test)]
mod assurance;
mod cli;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod entity;
#[cfg(test)]
mod login;
#[cfg(test)]
mod multi_node;
#[cfg(test)]
mod notify;
#[cfg(test)]
mod oidc;
#[cfg(test)]
mod portal;
#[cfg(test)]
mod risk;
#[cfg(test)]
mod sign_in;
mod size;
mod source;
#[cfg(test)]
mod verification;
