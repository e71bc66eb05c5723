//! From the HTTP client's error to ours: the first cause in the chain that tells more wins.

use std::error::Error;
use std::io;

use rustls_pki_types::InvalidDnsNameError;

use crate::OutboundError;

/// Why the call failed.
pub(crate) fn failure(error: &reqwest::Error) -> OutboundError {
    let mut next = Some(error as &(dyn Error + 'static));
    while let Some(cause) = next {
        if let Some(known) = known(cause) {
            return known;
        }
        next = inner(cause);
    }
    if error.is_timeout() {
        OutboundError::TimedOut
    } else if error.is_connect() {
        OutboundError::Connect
    } else {
        OutboundError::Protocol
    }
}

/// What a cause says by its type.
fn known(cause: &(dyn Error + 'static)) -> Option<OutboundError> {
    if let Some(refusal) = cause.downcast_ref::<OutboundError>() {
        return Some(*refusal);
    }
    // A name no certificate can be for, such as one with a label too long: no look-up would find it.
    if cause.is::<InvalidDnsNameError>() {
        return Some(OutboundError::Unresolvable);
    }
    cause.downcast_ref::<rustls::Error>().map(tls_failure)
}

fn tls_failure(error: &rustls::Error) -> OutboundError {
    if matches!(error, rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) {
        return OutboundError::CertificateRefused;
    }
    OutboundError::Tls
}

/// The cause of a cause. An I/O error does not count what it wraps as its source.
fn inner<'e>(cause: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => cause.source(),
    }
}
