//! Passkeys against an authenticator that can lie: each rule of Web Authentication Level 3 sections 7.1 and 7.2 once
//! kept and once broken, by one lie and nothing else.

#[cfg(test)]
mod attestation;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod registration;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod world;
