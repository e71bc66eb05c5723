//! What proxies write about the caller: `X-Forwarded-For`, by custom, and `Forwarded`, RFC 7239.
//!
//! Read from the end. The end was written by our own proxy, what stands before it by whoever called, so nothing that
//! stands before may change how the end is read. Owns no decision whom to trust.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use config::ForwardedHeader;

/// The addresses of one header value, the last first; none where one cannot be read.
pub(super) const fn hops(header: ForwardedHeader, value: &[u8]) -> Hops<'_> {
    Hops { header, rest: Some(value) }
}

/// See [`hops`].
pub(super) struct Hops<'a> {
    header: ForwardedHeader,
    rest: Option<&'a [u8]>,
}

impl Iterator for Hops<'_> {
    type Item = Option<IpAddr>;

    fn next(&mut self) -> Option<Option<IpAddr>> {
        loop {
            let rest = self.rest?;
            let comma = match self.header {
                ForwardedHeader::XForwardedFor => rest.iter().rposition(|byte| *byte == b','),
                ForwardedHeader::Forwarded => last_comma(rest),
            };
            let (before, element) = match comma.and_then(|at| rest.split_at_checked(at)) {
                Some((before, element)) => (Some(before), element.get(1..).unwrap_or_default()),
                None => (None, rest),
            };
            self.rest = before;
            let element = element.trim_ascii();
            // RFC 9110 section 5.6.1.2: a recipient ignores empty list elements.
            if !element.is_empty() {
                return Some(self.address(element));
            }
        }
    }
}

impl Hops<'_> {
    fn address(&self, element: &[u8]) -> Option<IpAddr> {
        let element = std::str::from_utf8(element).ok()?;
        match self.header {
            ForwardedHeader::XForwardedFor => node(element),
            ForwardedHeader::Forwarded => node(parameter_for(element)?),
        }
    }
}

/// The last comma outside quotes. Quotes are paired from the end: one that a caller left open reaches no further than
/// what the caller wrote.
fn last_comma(text: &[u8]) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in text.iter().enumerate().rev() {
        match byte {
            b'"' if !quoted => quoted = true,
            b'"' if !is_escaped(text, at) => quoted = false,
            b',' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// RFC 9110 section 5.6.4: within quotes a backslash takes the meaning from the octet after it.
fn is_escaped(text: &[u8], at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// The value of the parameter `for` of an element. None when there is none, or anything is out of order.
fn parameter_for(element: &str) -> Option<&str> {
    let (mut rest, mut found) = (element, None);
    while !rest.is_empty() {
        // RFC 7239 section 4: forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] )
        if let Some(after) = rest.strip_prefix(';') {
            rest = after.trim_start();
            continue;
        }
        let (name, after) = rest.split_once('=')?;
        let (value, after) = value(after)?;
        rest = after.trim_start();
        if !(rest.is_empty() || rest.starts_with(';')) || !is_token(name) {
            return None;
        }
        // RFC 7239 section 4: "Each parameter MUST NOT occur more than once per field-value."
        if name.eq_ignore_ascii_case("for") && found.replace(value).is_some() {
            return None;
        }
    }
    found
}

/// A value and what comes after it. RFC 7239 section 4: value = token / quoted-string.
fn value(text: &str) -> Option<(&str, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return text.split_at_checked(end).map(|(value, rest)| (value.trim_end(), rest));
    };
    let end = quoted
        .bytes()
        .enumerate()
        .find_map(|(at, byte)| (byte == b'"' && !is_escaped(quoted.as_bytes(), at)).then_some(at))?;
    let (value, rest) = quoted.split_at_checked(end)?;
    Some((value, rest.strip_prefix('"')?))
}

/// RFC 9110 section 5.6.2: token.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// An address with or without a port. RFC 7239 section 6: node = nodename [ ":" node-port ]; "unknown" and obfuscated
/// names tell no address.
///
/// Deviation: an IPv6 address without brackets is taken too, as `X-Forwarded-For` has it; without a port it can be read
/// in one way only.
fn node(text: &str) -> Option<IpAddr> {
    if let Some(inside) = text.strip_prefix('[') {
        let (address, after) = inside.split_once(']')?;
        let address: Ipv6Addr = address.parse().ok()?;
        return (after.is_empty() || after.strip_prefix(':').is_some_and(is_port)).then_some(address.into());
    }
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let (address, port) = text.split_once(':')?;
    let address: Ipv4Addr = address.parse().ok()?;
    is_port(port).then_some(address.into())
}

/// RFC 7239 section 6: port = 1*5DIGIT; obfport = "_" 1*(ALPHA / DIGIT / "." / "_" / "-").
fn is_port(text: &str) -> bool {
    let obscured = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    match text.strip_prefix('_') {
        Some(name) => !name.is_empty() && name.bytes().all(obscured),
        None => (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
    }
}
