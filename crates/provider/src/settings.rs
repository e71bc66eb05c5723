//! The settings of a registered provider, and which language they are for.
//!
//! Owns the list of kinds, what each needs to be registered with, and the form of settings. Does not own secrets and keys:
//! they are kept apart from settings, sealed.

use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use proto::uri::{LoopbackHttp, check_https};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::alipay_certify::AlipayCertify;
use crate::call::Trouble;
use crate::cloud_face::CloudFace;
use crate::dialect::{Class, Dialect, Factors, Need, Needs};
use crate::network_identity::NetworkIdentity;
use crate::open_set::OpenSet;
use crate::open_sorted::OpenSorted;
use crate::population_register::PopulationRegister;
use crate::wechat_face::WechatFace;
use crate::{bank, telecom};

/// What is wrong with settings, in one sentence for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsProblem(pub String);

/// What a kind of provider is registered with.
#[derive(Clone, Copy, Debug)]
pub struct KindFacts {
    /// Its word.
    pub word: &'static str,
    /// How its word arrives.
    pub class: Class,
    /// The names of the secrets that must be agreed with it.
    pub secrets: &'static [&'static str],
    /// The key made here for it, whose public part it is given. What is signed as a JWS is signed by the published keys
    /// of this issuer, which are not made for anybody.
    pub our_key: NeedsKey,
    /// The key of its own that it must give, two at most.
    pub their_keys: NeedsKey,
    /// Settings as they may look, in JSON: every required member.
    pub example: &'static str,
}

/// Whether a key is needed, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedsKey {
    /// None.
    No,
    /// RSA, 2048 bits or more, for RSASSA-PKCS1-v1_5 with SHA-256.
    Rsa,
    /// For ES256, EdDSA or PS256.
    Jws,
}

/// Every kind of provider there is.
pub const KINDS: &[KindFacts] = &[
    KindFacts {
        word: "population_register",
        class: Class::Immediate,
        secrets: &[],
        our_key: NeedsKey::No,
        their_keys: NeedsKey::Jws,
        example: r#"{"url":"https://register.example/check","audience":"https://register.example","issuer":"https://register.example"}"#,
    },
    KindFacts {
        word: "bank",
        class: Class::PushAndQuery,
        secrets: &[],
        our_key: NeedsKey::Rsa,
        their_keys: NeedsKey::Rsa,
        example: r#"{"app_id":"yimen","url":"https://bank.example/verify","query_url":"https://bank.example/query"}"#,
    },
    KindFacts {
        word: "telecom",
        class: Class::PushAndQuery,
        secrets: &[],
        our_key: NeedsKey::Rsa,
        their_keys: NeedsKey::Rsa,
        example: r#"{"app_id":"yimen","url":"https://telecom.example/verify","query_url":"https://telecom.example/query"}"#,
    },
    KindFacts {
        word: "wechat_face",
        class: Class::Query,
        secrets: &["app_secret"],
        our_key: NeedsKey::No,
        their_keys: NeedsKey::No,
        example: r#"{"app_id":"wx0000000000000000","base_url":"https://api.weixin.qq.com","launch_url":"https://id.example/launch"}"#,
    },
    KindFacts {
        word: "alipay_certify",
        class: Class::PushAndQuery,
        secrets: &[],
        our_key: NeedsKey::Rsa,
        their_keys: NeedsKey::Rsa,
        example: r#"{"app_id":"2014072300007148","gateway":"https://openapi.alipay.com/gateway.do","biz_code":"FACE"}"#,
    },
    KindFacts {
        word: "cloud_face",
        class: Class::Query,
        secrets: &["secret_id", "secret_key"],
        our_key: NeedsKey::No,
        their_keys: NeedsKey::No,
        example: r#"{"base_url":"https://faceid.tencentcloudapi.com","region":"ap-guangzhou","rule_id":"1"}"#,
    },
    KindFacts {
        word: "network_identity",
        class: Class::Query,
        secrets: &[],
        our_key: NeedsKey::Rsa,
        their_keys: NeedsKey::Rsa,
        example: r#"{"base_url":"https://ni.example/api","org_id":"org-1","business_id":"b-1","mode":0}"#,
    },
    KindFacts {
        word: "open_set",
        class: Class::Push,
        secrets: &[],
        our_key: NeedsKey::No,
        their_keys: NeedsKey::Jws,
        example: r#"{"url":"https://provider.example/start","audience":"https://provider.example","issuer":"https://provider.example","kinds":["face"]}"#,
    },
    KindFacts {
        word: "open_sorted",
        class: Class::Push,
        secrets: &[],
        our_key: NeedsKey::Rsa,
        their_keys: NeedsKey::Rsa,
        example: r#"{"app_id":"yimen","url":"https://provider.example/start","kinds":["face"]}"#,
    },
];

/// What a kind is registered with; none for a word that is no kind.
pub fn facts(kind: &str) -> Option<&'static KindFacts> {
    KINDS.iter().find(|facts| facts.word == kind)
}

/// The language of a registered provider, with its settings.
///
/// # Errors
/// One sentence that tells which setting is missing, unknown or not of its form, or that there is no such kind.
pub fn dialect(kind: &str, settings: &Value) -> Result<Box<dyn Dialect>, SettingsProblem> {
    Ok(match kind {
        "population_register" => Box::new(PopulationRegister::new(settings)?),
        "bank" => Box::new(bank::new(settings)?),
        "telecom" => Box::new(telecom::new(settings)?),
        "wechat_face" => Box::new(WechatFace::new(settings)?),
        "alipay_certify" => Box::new(AlipayCertify::new(settings)?),
        "cloud_face" => Box::new(CloudFace::new(settings)?),
        "network_identity" => Box::new(NetworkIdentity::new(settings)?),
        "open_set" => Box::new(OpenSet::new(settings)?),
        "open_sorted" => Box::new(OpenSorted::new(settings)?),
        _ => return Err(SettingsProblem(format!("there is no kind of provider called {kind}"))),
    })
}

/// Settings as `T`, which says by itself what it does not know.
pub(crate) fn read<T: DeserializeOwned>(settings: &Value) -> Result<T, SettingsProblem> {
    T::deserialize(settings).map_err(|problem| SettingsProblem(format!("settings: {problem}")))
}

/// An address of the provider: https, or http on a loopback address.
pub(crate) fn address(name: &str, text: &str) -> Result<Url, SettingsProblem> {
    check_https(text, LoopbackHttp::Allowed)
        .map_err(|refusal| SettingsProblem(format!("settings: {name}: {refusal}")))
}

/// A page of a provider that is called at `url`: https, or http on a loopback address if the provider is there itself.
pub(crate) fn page(text: &str, url: &Url) -> Result<Url, Trouble> {
    let loopback = if url.scheme() == "http" { LoopbackHttp::Allowed } else { LoopbackHttp::Refused };
    check_https(text, loopback).map_err(|refusal| Trouble::NotBelieved(format!("answer: page: {refusal}")))
}

/// The longest identifier a provider is known by.
const MAX_WORD_BYTES: usize = 256;

/// A text that identifies somebody: printable ASCII without spaces.
pub(crate) fn word(name: &str, text: String) -> Result<String, SettingsProblem> {
    let sound = (1..=MAX_WORD_BYTES).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'&' && byte != b'=');
    if sound {
        return Ok(text);
    }
    Err(SettingsProblem(format!(
        "settings: {name}: must be 1 to {MAX_WORD_BYTES} printable ASCII characters without spaces, & and ="
    )))
}

/// A list that is not empty and names nothing twice.
pub(crate) fn some<T: PartialEq>(name: &str, list: Vec<T>) -> Result<Vec<T>, SettingsProblem> {
    let twice = list.iter().enumerate().any(|(at, one)| list.iter().skip(at + 1).any(|other| one == other));
    if list.is_empty() || twice {
        return Err(SettingsProblem(format!("settings: {name}: must name one or more, none twice")));
    }
    Ok(list)
}

/// The kinds of proof a provider of an open language gives.
pub(crate) fn kinds(list: Vec<EvidenceKind>) -> Result<Vec<EvidenceKind>, SettingsProblem> {
    let ours = |kind: &EvidenceKind| matches!(kind, EvidenceKind::PhoneCode | EvidenceKind::SelfAsserted);
    match list.iter().find(|kind| ours(kind)) {
        Some(kind) => {
            Err(SettingsProblem(format!("settings: kinds: {} is not found by a provider", kind.as_str())))
        }
        None => some("kinds", list),
    }
}

/// Every document, for providers that do not say which they know.
pub(crate) fn all_documents() -> Vec<DocumentType> {
    DocumentType::ALL.to_vec()
}

/// What a provider of an open language must be told beside name and document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Factor {
    Phone,
    BankCard,
    Openid,
}

impl Factor {
    /// The name of the member or field.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::BankCard => "bank_card",
            Self::Openid => "openid",
        }
    }

    /// Its value: what is needed is sent, and nothing else.
    pub(crate) fn value(self, factors: &Factors) -> Result<&str, Trouble> {
        let value = match self {
            Self::Phone => &factors.phone,
            Self::BankCard => &factors.bank_card,
            Self::Openid => &factors.openid,
        };
        value.as_deref().ok_or_else(|| Trouble::NotSetUp(format!("no {} to compare", self.as_str())))
    }

    /// A list of them as needs.
    pub(crate) fn needs(factors: &[Self]) -> Needs {
        let need = |factor| if factors.contains(&factor) { Need::Yes } else { Need::No };
        Needs { phone: need(Self::Phone), bank_card: need(Self::BankCard), openid: need(Self::Openid) }
    }
}

#[cfg(test)]
mod tests;
