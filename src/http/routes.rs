//! One table of paths. Every route of the public listener is here, and who may call it is told in its row.

use axum::Router;
use axum::routing::{get, post};

use super::state::Shared;
use super::{login, oidc, portal, provider, verify};
use crate::app::App;

pub(crate) const ACTING: &str = "/home/acting";
pub(crate) const AUTHORIZE: &str = "/authorize";
pub(crate) const CAPACITY: &str = "/capacity";
pub(crate) const CLOSE: &str = "/home/close";
pub(crate) const CONSENT: &str = "/consent";
pub(crate) const CONSENTS: &str = "/home/consents";
pub(crate) const CONTACTS: &str = "/home/contacts";
pub(crate) const CONTACT_ENTER: &str = "/home/contacts/enter";
pub(crate) const DEVICES: &str = "/home/devices";
pub(crate) const DISCOVERY: &str = "/.well-known/openid-configuration";
pub(crate) const END_SESSION: &str = "/end-session";
pub(crate) const END_SESSION_CONFIRM: &str = "/end-session/confirm";
pub(crate) const EXPORT: &str = "/home/export";
pub(crate) const HISTORY: &str = "/home/history";
pub(crate) const HOME: &str = "/home";
pub(crate) const IDENTITY: &str = "/home/identity";
pub(crate) const INTROSPECT: &str = "/introspect";
pub(crate) const JWKS: &str = "/jwks";
pub(crate) const NEW_PASSKEY: &str = "/home/passkeys/new";
pub(crate) const NEW_TOTP: &str = "/home/totp/new";
pub(crate) const OAUTH_METADATA: &str = "/.well-known/oauth-authorization-server";
pub(crate) const PAR: &str = "/par";
pub(crate) const PASSWORD: &str = "/home/password";
pub(crate) const PLATFORMS: &str = "/platforms";
pub(crate) const RECOVER: &str = "/recover";
pub(crate) const RECOVER_CODE: &str = "/recover/code";
pub(crate) const RECOVER_TICKET: &str = "/recover/ticket";
pub(crate) const REGISTER: &str = "/register";
pub(crate) const RESUME: &str = "/resume";
pub(crate) const REVOKE: &str = "/revoke";
pub(crate) const SCAN: &str = "/scan";
pub(crate) const SECOND_STEP: &str = "/sign-in/second";
pub(crate) const SECURITY: &str = "/home/security";
pub(crate) const SETTINGS: &str = "/home/settings";
pub(crate) const SIGNED_OUT: &str = "/signed-out";
pub(crate) const SIGN_IN: &str = "/sign-in";
pub(crate) const SIGN_IN_CODE: &str = "/sign-in/code";
pub(crate) const SIGN_IN_CODE_ENTER: &str = "/sign-in/code/enter";
pub(crate) const SIGN_IN_QR: &str = "/sign-in/qr";
pub(crate) const STEP_UP: &str = "/sign-in/step-up";
pub(crate) const TOKEN: &str = "/token";
pub(crate) const USERINFO: &str = "/userinfo";
pub(crate) const VERIFY: &str = "/verify";

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// A client that proves itself.
    Client,
    /// A third party whose signature over the body is checked.
    Signed,
    /// Who holds an access token.
    AccessToken,
    /// A browser whose form we gave out: its token and its origin are checked.
    OwnForm,
    /// A browser with a live session, by a form we gave out.
    OwnFormWithSession,
}

/// Every route of the public listener: method, path, who may call it.
pub const ROUTES: &[(&str, &str, Access)] = &[
    ("GET", DISCOVERY, Access::Public),
    ("GET", OAUTH_METADATA, Access::Public),
    ("GET", JWKS, Access::Public),
    ("GET", AUTHORIZE, Access::Public),
    ("POST", AUTHORIZE, Access::Public),
    ("POST", PAR, Access::Client),
    ("POST", TOKEN, Access::Client),
    ("GET", USERINFO, Access::AccessToken),
    ("POST", USERINFO, Access::AccessToken),
    ("POST", INTROSPECT, Access::Client),
    ("POST", REVOKE, Access::Client),
    ("GET", END_SESSION, Access::Public),
    ("POST", END_SESSION, Access::Public),
    ("POST", END_SESSION_CONFIRM, Access::OwnForm),
    ("GET", SIGNED_OUT, Access::Public),
    ("GET", RESUME, Access::Public),
    ("POST", "/providers/{id}/callback", Access::Signed),
    ("GET", SIGN_IN, Access::Public),
    ("POST", SIGN_IN, Access::OwnForm),
    ("POST", "/sign-in/passkey", Access::OwnForm),
    ("GET", SIGN_IN_CODE, Access::Public),
    ("POST", SIGN_IN_CODE, Access::OwnForm),
    ("GET", SIGN_IN_CODE_ENTER, Access::Public),
    ("POST", SIGN_IN_CODE_ENTER, Access::OwnForm),
    ("GET", STEP_UP, Access::Public),
    ("GET", SECOND_STEP, Access::Public),
    ("POST", SECOND_STEP, Access::OwnForm),
    ("POST", "/sign-in/second/send", Access::OwnForm),
    ("GET", SIGN_IN_QR, Access::Public),
    ("GET", "/sign-in/qr/status", Access::Public),
    ("POST", "/sign-in/qr/finish", Access::OwnForm),
    ("POST", "/sign-in/qr/cancel", Access::OwnForm),
    ("GET", "/scan/{secret}", Access::Public),
    ("POST", "/scan/{secret}", Access::OwnFormWithSession),
    ("GET", RECOVER, Access::Public),
    ("POST", RECOVER, Access::OwnForm),
    ("GET", RECOVER_CODE, Access::Public),
    ("POST", RECOVER_CODE, Access::OwnForm),
    ("GET", RECOVER_TICKET, Access::Public),
    ("POST", "/recover/finish", Access::OwnForm),
    ("GET", REGISTER, Access::Public),
    ("POST", REGISTER, Access::OwnForm),
    ("GET", CONSENT, Access::Public),
    ("POST", CONSENT, Access::OwnFormWithSession),
    ("GET", VERIFY, Access::Public),
    ("POST", "/verify/identity", Access::OwnFormWithSession),
    ("POST", "/verify/start", Access::OwnFormWithSession),
    ("GET", "/verify/return/{seq}", Access::Public),
    ("GET", "/verify/wait/{seq}", Access::Public),
    ("POST", "/verify/cancel", Access::OwnFormWithSession),
    ("GET", CAPACITY, Access::Public),
    ("POST", CAPACITY, Access::OwnFormWithSession),
    ("GET", "/preferences", Access::Public),
    ("GET", "/assets/{name}", Access::Public),
    ("GET", "/platforms/{id}/logo", Access::Public),
    ("GET", "/", Access::Public),
    ("GET", HOME, Access::Public),
    ("POST", "/home/recovery/{id}/cancel", Access::OwnFormWithSession),
    ("GET", SECURITY, Access::Public),
    ("POST", "/home/passkeys/begin", Access::OwnFormWithSession),
    ("GET", NEW_PASSKEY, Access::Public),
    ("POST", NEW_PASSKEY, Access::OwnFormWithSession),
    ("POST", "/home/passkeys/{id}/rename", Access::OwnFormWithSession),
    ("POST", "/home/passkeys/{id}/remove", Access::OwnFormWithSession),
    ("GET", NEW_TOTP, Access::Public),
    ("POST", NEW_TOTP, Access::OwnFormWithSession),
    ("POST", "/home/totp/remove", Access::OwnFormWithSession),
    ("POST", "/home/recovery-codes/new", Access::OwnFormWithSession),
    ("POST", "/home/second-step", Access::OwnFormWithSession),
    ("GET", PASSWORD, Access::Public),
    ("POST", PASSWORD, Access::OwnFormWithSession),
    ("GET", CONTACT_ENTER, Access::Public),
    ("POST", CONTACT_ENTER, Access::OwnFormWithSession),
    ("GET", "/home/contacts/{kind}", Access::Public),
    ("POST", "/home/contacts/{kind}", Access::OwnFormWithSession),
    ("POST", "/home/contacts/{kind}/remove", Access::OwnFormWithSession),
    ("GET", DEVICES, Access::Public),
    ("POST", "/home/sessions/end-all", Access::OwnFormWithSession),
    ("POST", "/home/sessions/{id}/end", Access::OwnFormWithSession),
    ("POST", "/home/devices/{id}/forget", Access::OwnFormWithSession),
    ("GET", IDENTITY, Access::Public),
    ("POST", "/home/identity/evidence/{id}/dispute", Access::OwnFormWithSession),
    ("GET", ACTING, Access::Public),
    ("POST", "/home/acting/invite", Access::OwnFormWithSession),
    ("POST", "/home/acting/delegations/{id}/confirm", Access::OwnFormWithSession),
    ("POST", "/home/acting/delegations/{id}/decline", Access::OwnFormWithSession),
    ("POST", "/home/acting/delegations/{id}/leave", Access::OwnFormWithSession),
    ("POST", "/home/acting/delegations/{id}/end", Access::OwnFormWithSession),
    ("POST", "/home/acting/delegations/{id}/reconfirm", Access::OwnFormWithSession),
    ("POST", "/home/acting/administrators/add", Access::OwnFormWithSession),
    ("POST", "/home/acting/administrators/{id}/remove", Access::OwnFormWithSession),
    ("GET", HISTORY, Access::Public),
    ("GET", CONSENTS, Access::Public),
    ("POST", "/home/consents/{client}/withdraw", Access::OwnFormWithSession),
    ("GET", SETTINGS, Access::Public),
    ("POST", SETTINGS, Access::OwnFormWithSession),
    ("GET", EXPORT, Access::Public),
    ("GET", CLOSE, Access::Public),
    ("POST", CLOSE, Access::OwnFormWithSession),
    ("POST", "/sign-out", Access::OwnFormWithSession),
];

/// The public listener's router, without the layers every listener has.
pub fn public(app: App) -> Router {
    clients().merge(people()).fallback(super::reply::not_found).with_state(Shared::new(app))
}

/// What clients call, and where they send people.
fn clients() -> Router<Shared> {
    Router::new()
        .route(DISCOVERY, get(oidc::discovery::show))
        .route(OAUTH_METADATA, get(oidc::discovery::show))
        .route(JWKS, get(oidc::jwks::show))
        .route(AUTHORIZE, get(oidc::authorize::by_query).post(oidc::authorize::by_form))
        .route(PAR, post(oidc::par::push))
        .route(TOKEN, post(oidc::token::exchange))
        .route(USERINFO, get(oidc::userinfo::by_get).post(oidc::userinfo::by_post))
        .route(INTROSPECT, post(oidc::introspect::tell))
        .route(REVOKE, post(oidc::revoke::revoke))
        .route(END_SESSION, get(oidc::end_session::by_query).post(oidc::end_session::by_form))
        .route(END_SESSION_CONFIRM, post(oidc::end_session::confirm))
        .route(SIGNED_OUT, get(oidc::end_session::signed_out))
        .route(RESUME, get(oidc::authorize::resume))
        .route("/providers/{id}/callback", post(provider::callback::receive))
}

/// The pages.
fn people() -> Router<Shared> {
    Router::new()
        .merge(sign_in())
        .route(REGISTER, get(login::register::show).post(login::register::submit))
        .route(CONSENT, get(login::consent::show).post(login::consent::submit))
        .route("/preferences", get(login::preferences::set))
        .route("/assets/{name}", get(login::assets::serve))
        .route("/platforms/{id}/logo", get(login::logo::show))
        .merge(verifying())
        .merge(home())
}

/// Proving who one is, and in whose name one is here.
fn verifying() -> Router<Shared> {
    use verify::{capacity, identity, outcome, start};
    Router::new()
        .route(VERIFY, get(identity::show))
        .route("/verify/identity", post(identity::submit))
        .route("/verify/start", post(start::submit))
        .route("/verify/return/{seq}", get(outcome::returned))
        .route("/verify/wait/{seq}", get(outcome::wait))
        .route("/verify/cancel", post(outcome::cancel))
        .route(CAPACITY, get(capacity::show).post(capacity::submit))
}

/// The account's home.
fn home() -> Router<Shared> {
    use portal::{
        close, consents, contacts, devices, export, history, identity, overview, passkeys, password,
        recovery_codes, security, settings, totp,
    };
    Router::new()
        .route("/", get(overview::door))
        .route(HOME, get(overview::show))
        .route("/home/recovery/{id}/cancel", post(overview::cancel_recovery))
        .route("/sign-out", post(overview::sign_out))
        .route(SECURITY, get(security::show))
        .route("/home/second-step", post(security::set_second_step))
        .route("/home/passkeys/begin", post(passkeys::begin))
        .route(NEW_PASSKEY, get(passkeys::show).post(passkeys::create))
        .route("/home/passkeys/{id}/rename", post(passkeys::rename))
        .route("/home/passkeys/{id}/remove", post(passkeys::remove))
        .route(NEW_TOTP, get(totp::show).post(totp::keep))
        .route("/home/totp/remove", post(totp::remove))
        .route("/home/recovery-codes/new", post(recovery_codes::make))
        .route(PASSWORD, get(password::show).post(password::submit))
        .route(CONTACT_ENTER, get(contacts::enter).post(contacts::submit))
        .route("/home/contacts/{kind}", get(contacts::ask).post(contacts::send))
        .route("/home/contacts/{kind}/remove", post(contacts::remove))
        .route(DEVICES, get(devices::show))
        .route("/home/sessions/end-all", post(devices::end_others))
        .route("/home/sessions/{id}/end", post(devices::end_session))
        .route("/home/devices/{id}/forget", post(devices::forget))
        .route(IDENTITY, get(identity::show))
        .route("/home/identity/evidence/{id}/dispute", post(identity::dispute))
        .merge(acting())
        .route(HISTORY, get(history::show))
        .route(CONSENTS, get(consents::show))
        .route("/home/consents/{client}/withdraw", post(consents::withdraw))
        .route(SETTINGS, get(settings::show).post(settings::save))
        .route(EXPORT, get(export::download))
        .route(CLOSE, get(close::show).post(close::submit))
}

/// Acting for organisations.
fn acting() -> Router<Shared> {
    use portal::acting;
    Router::new()
        .route(ACTING, get(acting::show))
        .route("/home/acting/invite", post(acting::invite))
        .route("/home/acting/delegations/{id}/confirm", post(acting::confirm))
        .route("/home/acting/delegations/{id}/decline", post(acting::decline))
        .route("/home/acting/delegations/{id}/leave", post(acting::leave))
        .route("/home/acting/delegations/{id}/end", post(acting::end))
        .route("/home/acting/delegations/{id}/reconfirm", post(acting::reconfirm))
        .route("/home/acting/administrators/add", post(acting::add_administrator))
        .route("/home/acting/administrators/{id}/remove", post(acting::remove_administrator))
}

/// Every way to sign in.
fn sign_in() -> Router<Shared> {
    use login::{passkey, phone_code, qr, recover, scan, second_step, sign_in};
    Router::new()
        .route(SIGN_IN, get(sign_in::show).post(sign_in::submit))
        .route("/sign-in/passkey", post(passkey::submit))
        .route(SIGN_IN_CODE, get(phone_code::ask).post(phone_code::send))
        .route(SIGN_IN_CODE_ENTER, get(phone_code::enter).post(phone_code::submit))
        .route(STEP_UP, get(second_step::step_up))
        .route(SECOND_STEP, get(second_step::show).post(second_step::submit))
        .route("/sign-in/second/send", post(second_step::send))
        .route(SIGN_IN_QR, get(qr::show))
        .route("/sign-in/qr/status", get(qr::status))
        .route("/sign-in/qr/finish", post(qr::finish))
        .route("/sign-in/qr/cancel", post(qr::cancel))
        .route("/scan/{secret}", get(scan::show).post(scan::submit))
        .route(RECOVER, get(recover::show).post(recover::submit))
        .route(RECOVER_CODE, get(recover::enter).post(recover::submit_code))
        .route(RECOVER_TICKET, get(recover::ticket))
        .route("/recover/finish", post(recover::finish))
}
