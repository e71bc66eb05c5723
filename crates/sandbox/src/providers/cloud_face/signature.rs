//! The signature over each call to the cloud: TC3-HMAC-SHA256, checked from the request as it arrived.
//!
//! Pure: path, query, headers, body, the one pair of keys and the present in; the rule that was broken out. Follows
//! the public description of signature version 3 (host, content type and a five-minute window are always covered).

use base::Time;
use http::HeaderMap;
use ring::digest::{SHA256, digest};
use ring::hmac;
use time::OffsetDateTime;
use time::macros::format_description;

const ALGORITHM: &str = "TC3-HMAC-SHA256";
/// The clocks of caller and cloud may differ by as much, in seconds.
const WINDOW: u64 = 300;
/// What every signature must cover.
const COVERED: [&str; 2] = ["content-type", "host"];

/// The rule a signature broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignatureRefusal {
    /// A header that belongs to every call is missing or unreadable.
    HeaderMissing(&'static str),
    /// `Authorization` is not of this algorithm's form, or the scope in it is not of this service and day.
    Form,
    /// The pair of keys is not known.
    SecretIdUnknown,
    /// More than five minutes from the present.
    Expired,
    /// Nobody with the key signed these bytes.
    Mismatch,
}

impl SignatureRefusal {
    /// `Code` of the answer.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::HeaderMissing(_) => "MissingParameter",
            Self::Form => "AuthFailure.InvalidAuthorization",
            Self::SecretIdUnknown => "AuthFailure.SecretIdNotFound",
            Self::Expired => "AuthFailure.SignatureExpire",
            Self::Mismatch => "AuthFailure.SignatureFailure",
        }
    }

    /// `Message` of the answer.
    pub(super) fn message(self) -> String {
        match self {
            Self::HeaderMissing(name) => format!("The request lacks the header {name}."),
            Self::Form => "The Authorization header is not in the expected form.".to_owned(),
            Self::SecretIdUnknown => "The SecretId is not found.".to_owned(),
            Self::Expired => "The signature expired: the timestamp is too far from the server's.".to_owned(),
            Self::Mismatch => "The signature is not that of the request.".to_owned(),
        }
    }
}

/// A call, as far as it is signed.
pub(super) struct Signed<'a> {
    /// The service called.
    pub(super) service: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
}

/// The pair of keys of the one customer.
pub(super) struct Pair<'a> {
    pub(super) id: &'a str,
    pub(super) key: &'a str,
}

/// Checks the signature of a call.
///
/// # Errors
/// [`SignatureRefusal`], one variant for each rule.
pub(super) fn check(call: &Signed<'_>, pair: &Pair<'_>, now: Time) -> Result<(), SignatureRefusal> {
    let stamp = header(call.headers, "x-tc-timestamp")
        .and_then(|text| text.parse::<i64>().ok())
        .ok_or(SignatureRefusal::HeaderMissing("X-TC-Timestamp"))?;
    let unverified =
        header(call.headers, "authorization").ok_or(SignatureRefusal::HeaderMissing("Authorization"))?;
    let claim = Claim::parse(unverified).ok_or(SignatureRefusal::Form)?;
    let date = day(stamp).ok_or(SignatureRefusal::Form)?;
    let scope = format!("{date}/{}/tc3_request", call.service);
    if claim.scope != scope || COVERED.iter().any(|name| !claim.covers(name)) {
        return Err(SignatureRefusal::Form);
    }
    if claim.id != pair.id {
        return Err(SignatureRefusal::SecretIdUnknown);
    }
    if now.seconds().abs_diff(stamp) > WINDOW {
        return Err(SignatureRefusal::Expired);
    }
    let canonical = canonical(call, &claim).ok_or(SignatureRefusal::Mismatch)?;
    let text = format!("{ALGORITHM}\n{stamp}\n{scope}\n{}", hash(canonical.as_bytes()));
    let proof = from_hex(claim.proof).ok_or(SignatureRefusal::Form)?;
    hmac::verify(&key(pair.key, &date, call.service), text.as_bytes(), &proof)
        .map_err(|_| SignatureRefusal::Mismatch)
}

/// What `Authorization` says.
struct Claim<'a> {
    id: &'a str,
    scope: &'a str,
    headers: &'a str,
    proof: &'a str,
}

impl<'a> Claim<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
        let mut parts = rest.split(',').map(str::trim);
        let (id, scope) = parts.next()?.strip_prefix("Credential=")?.split_once('/')?;
        let headers = parts.next()?.strip_prefix("SignedHeaders=")?;
        let proof = parts.next()?.strip_prefix("Signature=")?;
        parts.next().is_none().then_some(Self { id, scope, headers, proof })
    }

    fn covers(&self, name: &str) -> bool {
        self.headers.split(';').any(|covered| covered == name)
    }
}

/// The request in the one form both sides sign. None when a covered header is not there.
fn canonical(call: &Signed<'_>, claim: &Claim<'_>) -> Option<String> {
    let mut lines = String::new();
    for name in claim.headers.split(';') {
        let value = header(call.headers, name)?.trim().to_lowercase();
        lines.push_str(&format!("{name}:{value}\n"));
    }
    let (path, query, covered) = (call.path, call.query, claim.headers);
    Some(format!("POST\n{path}\n{query}\n{lines}\n{covered}\n{}", hash(call.body)))
}

fn key(secret: &str, date: &str, service: &str) -> hmac::Key {
    let step = |key: &[u8], text: &str| {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
    };
    let day = step(format!("TC3{secret}").as_bytes(), date);
    let service = step(&day, service);
    hmac::Key::new(hmac::HMAC_SHA256, &step(&service, "tc3_request"))
}

/// The day of a moment in UTC.
fn day(stamp: i64) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp(stamp).ok()?;
    at.format(format_description!("[year]-[month]-[day]")).ok()
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn hash(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| <[u8; 2]>::try_from(pair).ok().map(|[high, low]| high << 4 | low)).collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const BODY: &[u8] =
        br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
    const PAIR: Pair<'_> =
        Pair { id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", key: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE" };
    const NOW: Time = Time::from_seconds(1_551_113_065);

    /// The worked example of the public reference.
    fn headers() -> HeaderMap {
        let authorization = "TC3-HMAC-SHA256 \
            Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, \
            SignedHeaders=content-type;host, \
            Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168";
        let pairs = [
            ("content-type", "application/json; charset=utf-8"),
            ("host", "cvm.tencentcloudapi.com"),
            ("x-tc-timestamp", "1551113065"),
            ("authorization", authorization),
        ];
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers
    }

    fn checked_in(headers: &HeaderMap, body: &[u8], now: Time) -> Result<(), SignatureRefusal> {
        check(&Signed { service: "cvm", path: "/", query: "", headers, body }, &PAIR, now)
    }

    fn changed(name: &'static str, from: &str, to: &str) -> Result<(), SignatureRefusal> {
        let mut headers = headers();
        let value = headers[name].to_str().unwrap().replace(from, to);
        headers.insert(name, HeaderValue::from_str(&value).unwrap());
        checked_in(&headers, BODY, NOW)
    }

    #[test]
    fn the_published_example_is_right() {
        assert_eq!(checked_in(&headers(), BODY, NOW), Ok(()));
    }

    #[test]
    fn another_body_or_header_is_not_what_was_signed() {
        assert_eq!(checked_in(&headers(), b"{}", NOW), Err(SignatureRefusal::Mismatch));
        assert_eq!(changed("host", "cvm", "cvn"), Err(SignatureRefusal::Mismatch));
        assert_eq!(changed("x-tc-timestamp", "65", "66"), Err(SignatureRefusal::Mismatch));
        assert_eq!(changed("authorization", "72e4", "72e5"), Err(SignatureRefusal::Mismatch));
    }

    #[test]
    fn a_signature_is_good_for_five_minutes() {
        let later = |seconds| NOW.plus(std::time::Duration::from_secs(seconds));
        assert_eq!(checked_in(&headers(), BODY, later(300)), Ok(()));
        assert_eq!(checked_in(&headers(), BODY, later(301)), Err(SignatureRefusal::Expired));
    }

    #[test]
    fn host_and_content_type_must_be_covered() {
        assert_eq!(changed("authorization", "content-type;host", "host"), Err(SignatureRefusal::Form));
        assert_eq!(
            changed("authorization", "content-type;host", "content-type"),
            Err(SignatureRefusal::Form)
        );
    }

    #[test]
    fn the_scope_is_that_of_service_and_day() {
        assert_eq!(changed("authorization", "/cvm/", "/cbs/"), Err(SignatureRefusal::Form));
        assert_eq!(changed("authorization", "02-25", "02-26"), Err(SignatureRefusal::Form));
    }

    #[test]
    fn another_pair_of_keys_is_not_known() {
        let other = changed("authorization", "AKIDz8", "AKIDz9");
        assert_eq!(other, Err(SignatureRefusal::SecretIdUnknown));
    }

    #[test]
    fn a_call_without_signature_is_refused() {
        for (name, told) in [("authorization", "Authorization"), ("x-tc-timestamp", "X-TC-Timestamp")] {
            let mut headers = headers();
            headers.remove(name);
            assert_eq!(checked_in(&headers, BODY, NOW), Err(SignatureRefusal::HeaderMissing(told)));
        }
    }
}
