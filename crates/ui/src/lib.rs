//! Pages as pure functions: a view model goes in, a whole HTML document comes out.
//!
//! Owns the words (message files for zh-Hans and English), the looks (one stylesheet, a few small scripts, the door
//! mark) and the view model of every page. Knows nothing of HTTP, sessions or protocols: the caller decides what
//! is shown and where a form leads; this package decides how it reads and looks. Every page works with script off
//! and under a content security policy without inline script or style. Follows WCAG 2.2 level AA.
//!
//! Values shown are escaped, and characters that turn the reading direction round are removed, so a name can
//! neither become markup nor rearrange the words around it. Messages wrap such values in Unicode isolates
//! (U+2068, U+2069): a test that looks for a whole sentence must allow for them; tests look for `data-testid`.

mod asset;
mod catalogue;
mod component;
mod device;
mod frame;
mod gallery;
mod href;
mod locale;
mod message;
mod moment;
mod pages;
mod visible;

pub use asset::{Asset, Caching, asset, asset_href};
pub use component::Work;
pub use device::device_words;
pub use frame::{Asking, FieldProblem, Frame, LargePrint, Link};
pub use gallery::{gallery, gallery_index, gallery_names};
pub use locale::Locale;
pub use message::Message;
pub use pages::capacity::{ActingRole, CapacityEntity, CapacityPage, OwnName, capacity};
pub use pages::consent::{Consent, ConsentItem, Need, consent, item_label};
pub use pages::error::{Detail, ErrorPage, error};
pub use pages::form_post::{FormPost, form_post};
pub use pages::home::acting::{
    Acceptance, ActingForm, ActingPage, Administration, AdministratorRow, AgentRow, AgentState, Allows,
    EntityRow, EntityState, GivenOn, InvitationRow, RightRow, TypedAdministrator, TypedInvite, acting,
};
pub use pages::home::close::{CloseAccount, account_closed, close_account};
pub use pages::home::consents::{ConsentRow, Consents, consents};
pub use pages::home::contact::{ContactChange, ContactKind, contact_change};
pub use pages::home::devices::{DeviceRow, Devices, SessionRow, Standing, devices};
pub use pages::home::history::{Conclusion, Happening, History, HistoryRow, Method, history};
pub use pages::home::identity::{
    DocumentRow, DocumentState, EvidenceRow, IdentityPage, WorthReason, identity,
};
pub use pages::home::levels::{AuthenticationLevel, IdentityLevel, Levels};
pub use pages::home::overview::{Attention, Overview, SectionStates, ServiceTile, TwoSteps, overview};
pub use pages::home::passkey::{NewPasskey, new_passkey};
pub use pages::home::password::{CurrentPassword, PasswordChange, Tick, password_change};
pub use pages::home::recovery_codes::{NewRecoveryCodes, new_recovery_codes};
pub use pages::home::security::{
    ContactState, Kept, PasskeyRow, PasswordState, RecoveryCodesState, Removal, Security, TotpState, security,
};
pub use pages::home::settings::{Settings, settings};
pub use pages::home::totp::{TotpSetUp, totp_set_up};
pub use pages::interruption::{Busy, busy, not_found};
pub use pages::journey::{Carried, PasskeyOffer, Reason, SensitiveAct, Way, Ways};
pub use pages::person_fields::TypedPerson;
pub use pages::phone_code::{
    CodeTarget, EnterCode, PhoneCode, SentTo, UnknownNumber, enter_code, phone_code,
};
pub use pages::proof::{DocumentKind, ProofKind};
pub use pages::qr::{Qr, QrState, qr};
pub use pages::recover::{
    Recover, RecoverAnswer, RecoverDetails, RecoverDone, RecoverRoute, RecoverTicket, TicketState, recover,
    recover_answer, recover_details, recover_done, recover_ticket,
};
pub use pages::register::{Register, register};
pub use pages::scan::{Scan, ScanOutcome, ScanResult, scan, scan_result};
pub use pages::second_step::{MethodKind, OtherMethod, SecondMethod, SecondStep, Sending, second_step};
pub use pages::set_up::{SetUpNeeded, set_up_needed};
pub use pages::sign_in::{SignIn, sign_in};
pub use pages::sign_out::{
    LogoutOutcome, LogoutState, SignOutConfirm, SignedOut, sign_out_confirm, signed_out,
};
pub use pages::verified::{FailReason, Lasts, Proved, VerifiedPage, VerifyOutcome, verified};
pub use pages::verify::{
    BankCardField, IdentityChange, KnownIdentity, PhoneField, TriedWay, VerifyPage, VerifyReason, VerifyWay,
    WayState, verify,
};
pub use pages::waiting::{Looks, WaitingPage, waiting};

#[cfg(test)]
mod tests;
