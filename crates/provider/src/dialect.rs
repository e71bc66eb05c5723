//! What every dialect can do.

use std::time::Duration;

use base::Time;
use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use futures_util::future::BoxFuture;
use url::Url;

use crate::call::{Caller, Trouble};
use crate::finding::Outcome;
use crate::notified::{Acknowledgement, CallbackRefusal, Delivery, Notified, Reply};

/// How a provider's word arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// In the answer to the first call.
    Immediate,
    /// It must be asked; what the browser brings back is a hint.
    Query,
    /// It tells by a signed callback, and what that says counts.
    Push,
    /// It tells by a callback that is only a hint, and must be asked.
    PushAndQuery,
}

/// Who is verified.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Subject {
    /// The kind of document.
    pub document: DocumentType,
    /// Its number in the normal form.
    pub number: String,
    /// The name as it stands in the document.
    pub name: String,
}

/// What else some providers compare.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Factors {
    /// Mobile number, 11 digits.
    pub phone: Option<String>,
    /// Bank card number.
    pub bank_card: Option<String>,
    /// Who the person is at the provider, when they arrived through its app.
    pub openid: Option<String>,
}

/// What a provider is asked.
#[derive(Clone)]
pub struct Ask {
    /// `out_seq_no`: 32 lower-case hexadecimal digits, never used twice.
    pub seq: String,
    /// About whom.
    pub subject: Subject,
    /// With what else.
    pub factors: Factors,
    /// Which of the provider's kinds is wanted, where it has several.
    pub kind: EvidenceKind,
    /// Where it sends the browser back to.
    pub return_url: Url,
    /// Where it pushes to.
    pub notify_url: Url,
    /// After this we no longer wait.
    pub expires_at: Time,
}

/// A verification that is under way.
#[derive(Clone)]
pub struct Open {
    /// What was asked.
    pub ask: Ask,
    /// What the provider calls it.
    pub reference: String,
    /// What the browser brought back, if the dialect needs it (a voucher): never believed by itself.
    pub voucher: Option<String>,
}

/// A verification has begun at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// What the provider calls it; the `seq` where it has no word of its own.
    pub reference: String,
    /// What happens next.
    pub step: Step,
    /// How long the provider lets it stand open.
    pub life: Duration,
}

/// What the person does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: it is decided.
    Done(Outcome),
    /// Goes to this page of the provider.
    Visit(Url),
    /// Waits; the provider will tell or can be asked.
    Wait,
}

/// One language. It is made from the settings of one registered provider and holds nothing but them and what it may
/// remember between calls (an access token).
pub trait Dialect: Send + Sync {
    /// How its word arrives.
    fn class(&self) -> Class;

    /// What it can find. One `Ask` wants one of them.
    fn kinds(&self) -> &[EvidenceKind];

    /// The documents it knows.
    fn documents(&self) -> &[DocumentType];

    /// What else it must be told: whether a phone, a bank card, an openid.
    fn needs(&self) -> Needs;

    /// Begins.
    fn start<'a>(&'a self, ask: &'a Ask, caller: &'a dyn Caller) -> BoxFuture<'a, Result<Started, Trouble>>;

    /// Asks what came of it. [`Outcome::Pending`] while it is not decided.
    fn query<'a>(&'a self, open: &'a Open, caller: &'a dyn Caller)
    -> BoxFuture<'a, Result<Outcome, Trouble>>;

    /// Which `seq` a browser that came back speaks of, and what it brought; reads only the query of the return address
    /// that [`Ask::return_url`] does not already name. None: nothing is needed.
    fn voucher(&self, _query: &[(String, String)]) -> Option<String> {
        None
    }

    /// Reads a callback: its signature over the raw bytes first, then what it says.
    ///
    /// # Errors
    /// [`CallbackRefusal`], one variant for each rule.
    fn callback(&self, delivery: &Delivery<'_>) -> Result<Notified, CallbackRefusal>;

    /// How this provider is answered.
    fn reply(&self, acknowledgement: Acknowledgement) -> Reply;
}

/// What a provider must be told beside name and document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// A mobile number.
    pub phone: Need,
    /// A bank card.
    pub bank_card: Need,
    /// Who the person is at the provider.
    pub openid: Need,
}

/// Whether something is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Need {
    /// It is.
    Yes,
    /// It is not.
    #[default]
    No,
}
