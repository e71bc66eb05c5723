//! Alipay's gateway: how a call is written and signed, and what every answer has.
//!
//! Owns the common parameters and codes. Does not own what a call is about, nor the proof that an answer is Alipay's
//! ([`super::signed_node`]).

use serde::Deserialize;
use serde_json::Value;
use time::macros::{format_description, offset};
use time::{OffsetDateTime, UtcOffset};
use url::Url;

use super::signed_node;
use crate::answer::{accepted, check_keys};
use crate::call::{Caller, Trouble};
use crate::exchange::{FORM, code, parse, post};
use crate::sorted::{Fields, RSA2, SIGN, SIGN_TYPE};

/// Times are told by the clock of Beijing.
pub(crate) const BEIJING: UtcOffset = offset!(+8);

/// The code of an answer that is one.
pub(super) const SUCCESS: &str = "10000";

/// One application at the gateway.
pub(super) struct Gateway {
    pub(super) app_id: String,
    pub(super) address: Url,
}

/// What it is asked.
pub(super) struct Request<'a> {
    /// The name of the interface.
    pub(super) method: &'static str,
    /// `biz_content`.
    pub(super) content: Value,
    /// Where notifications go, for calls that can cause one.
    pub(super) notify_url: Option<&'a Url>,
}

/// What it says.
#[derive(Deserialize)]
pub(super) struct Told {
    code: String,
    sub_code: Option<String>,
    pub(super) certify_id: Option<String>,
    passed: Option<Passed>,
}

/// `T` or `F`: as a text in the reference, as a list with one text in some of its examples.
#[derive(Deserialize)]
#[serde(untagged)]
enum Passed {
    Word(String),
    Words(Vec<String>),
}

impl Told {
    pub(super) fn is_success(&self) -> bool {
        self.code == SUCCESS
    }

    /// No certification stands under the `certify_id` any more.
    pub(super) fn is_gone(&self) -> bool {
        self.sub_code.as_deref() == Some("OPEN_CERTIFY_BILL_NOT_EXIST")
    }

    /// What a code other than 10000 means for us. 20000: the gateway is out of order; 40004: the business behind it says
    /// no, `SYSTEM_ERROR` if it is out of order itself. The sentences beside the codes are not repeated.
    pub(super) fn refusal(&self) -> Trouble {
        let sub_code = self.sub_code.as_deref().unwrap_or_default();
        let both = format!("{} {}", code(&self.code), code(sub_code));
        let passes = self.code == "20000" || sub_code.ends_with("SYSTEM_ERROR");
        if passes { Trouble::OutOfOrder(both) } else { Trouble::RefusedUs(both) }
    }

    /// The word of `passed`, empty where there is none; nothing where there are several.
    pub(super) fn passed(&self) -> Option<&str> {
        match &self.passed {
            None => Some(""),
            Some(Passed::Word(word)) => Some(word),
            Some(Passed::Words(words)) => match words.as_slice() {
                [] => Some(""),
                [word] => Some(word),
                [_, _, ..] => None,
            },
        }
    }
}

impl Gateway {
    /// Asks and believes what Alipay signed.
    pub(super) async fn call(&self, request: &Request<'_>, caller: &dyn Caller) -> Result<Told, Trouble> {
        check_keys(caller)?;
        let form = self.signed(request, caller)?.encode();
        let answer = accepted(caller.send(post(self.address.clone(), FORM, form)).await?)?;
        let member = format!("{}_response", request.method.replace('.', "_"));
        let node = signed_node::read(&answer, &member, caller.their_keys())?;
        parse(node.as_bytes())
    }

    /// A call that the person's browser makes by going there.
    pub(super) fn page(&self, request: &Request<'_>, caller: &dyn Caller) -> Result<Url, Trouble> {
        let mut page = self.address.clone();
        page.set_query(Some(&self.signed(request, caller)?.encode()));
        Ok(page)
    }

    /// The common parameters and the signature: over all but itself, sorted. None of them is empty.
    fn signed(&self, request: &Request<'_>, caller: &dyn Caller) -> Result<Fields, Trouble> {
        let mut fields = Fields::of([
            ("app_id", self.app_id.as_str()),
            ("method", request.method),
            ("format", "JSON"),
            ("charset", "utf-8"),
            (SIGN_TYPE, RSA2),
            ("version", "1.0"),
        ]);
        fields.set("timestamp", beijing_time(caller.now())?);
        fields.set("biz_content", request.content.to_string());
        if let Some(address) = request.notify_url {
            fields.set("notify_url", address.as_str());
        }
        fields.signed(caller, &[SIGN])
    }
}

/// `yyyy-MM-dd HH:mm:ss` by the clock of Beijing.
fn beijing_time(now: base::Time) -> Result<String, Trouble> {
    let text = OffsetDateTime::from_unix_timestamp(now.seconds()).ok().and_then(|moment| {
        let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
        moment.to_offset(BEIJING).format(&format).ok()
    });
    text.ok_or_else(|| Trouble::NotSetUp("the clock cannot be told in a date".to_owned()))
}
