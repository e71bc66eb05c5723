//! Taking a way: the form of one provider, and the way to it.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use evidence::kind::EvidenceKind;
use keys::MacPurpose;
use proto::form::Params;
use provider::Factors;
use ui::{FieldProblem, Message, ProofKind, TriedWay};

use super::place::Place;
use super::view::{self, Again};
use crate::account::LoginName;
use crate::http::extract::Browser;
use crate::http::reply;
use crate::http::state::Shared;
use crate::verification::{Begun, StartRefusal, Starting};

/// The shortest and longest number of a bank card (ISO/IEC 7812-1 section 4.1).
const CARD_LENGTH: std::ops::RangeInclusive<usize> = 12..=19;

pub(crate) async fn submit(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let params = Params::parse(&body, &[]).unwrap_or_default();
    let place = match Place::posted(&shared, &browser, &params).await {
        Ok(place) => place,
        Err(elsewhere) => return elsewhere,
    };
    let problem = match chosen(&params) {
        Ok(kind) => match begin(&shared, &browser, (&place, &params), kind).await {
            Ok(response) => return response,
            Err(problem) => problem,
        },
        Err(problem) => problem,
    };
    let again = Again { typed: Default::default(), tried: tried(&params), problems: vec![problem] };
    view::page(&shared, &browser, (&place, again)).await
}

/// The kind of proof that was chosen. A look at the face needs a yes of its own (Personal Information Protection Law,
/// article 29).
fn chosen(params: &Params) -> Result<EvidenceKind, FieldProblem> {
    let word = params.get("kind").unwrap_or_default();
    let kind = EvidenceKind::parse(word);
    let kind = kind.ok_or(FieldProblem { field: "provider", message: Message::WayNotNow })?;
    if looks_at_the_face(kind) && params.get("face_consent") != Some("yes") {
        return Err(FieldProblem { field: "face_consent", message: Message::FaceConsentMissing });
    }
    Ok(kind)
}

const fn looks_at_the_face(kind: EvidenceKind) -> bool {
    matches!(
        kind,
        EvidenceKind::Face | EvidenceKind::NetworkIdentityFace | EvidenceKind::NetworkIdentityPasswordFace
    )
}

async fn begin(
    shared: &Shared,
    browser: &Browser,
    (place, params): (&Place, &Params),
    kind: EvidenceKind,
) -> Result<Response, FieldProblem> {
    let starting = Starting {
        account: &place.live.account,
        session: place.live.session.id,
        client: place.client(),
        provider: params.get("provider").unwrap_or_default(),
        kind,
        target: place.target,
        factors: factors(shared, place, params)?,
        resume: &place.journey.handle,
        request_id: &browser.request_id,
    };
    let problem = |field, message| FieldProblem { field, message };
    match shared.verifications.start(starting).await {
        Ok(Begun::Visit(_, page)) => Ok(reply::see_other(page.as_str())),
        Ok(Begun::Waiting(id) | Begun::Concluded(id)) => Ok(reply::see_other(&format!("/verify/wait/{id}"))),
        Err(StartRefusal::Fault(fault)) => Ok(reply::fault_page(&place.journey.frame, &fault)),
        Err(StartRefusal::NoDocument | StartRefusal::UnknownWay) => {
            Err(problem("provider", Message::WayGone))
        }
        Err(StartRefusal::NotNow) => Err(problem("provider", Message::WayNotNow)),
        Err(StartRefusal::MissingFactor) => Err(problem("phone", Message::PhoneShape)),
        Err(StartRefusal::TooMany) => Err(problem("provider", Message::VerificationsTooMany)),
    }
}

fn factors(shared: &Shared, place: &Place, params: &Params) -> Result<Factors, FieldProblem> {
    let typed = |name| params.get(name).map(str::trim).filter(|text| !text.is_empty());
    let profile = shared.accounts.profile(&place.live.account);
    let profile = profile.map_err(|_| FieldProblem { field: "provider", message: Message::WayNotNow })?;
    // A number that was confirmed here is the one that is compared, whatever a form says.
    let confirmed = profile.phone.filter(|_| profile.phone_confirmed_at.is_some());
    let phone = match (confirmed, typed("phone")) {
        (Some(confirmed), _) => Some(confirmed),
        (None, Some(text)) => match LoginName::phone(text) {
            Ok(number) => Some(number.text().to_owned()),
            Err(_) => return Err(FieldProblem { field: "phone", message: Message::PhoneShape }),
        },
        (None, None) => None,
    };
    let bank_card = typed("bank_card").map(|text| text.replace([' ', '-'], ""));
    let sound = |card: &String| CARD_LENGTH.contains(&card.len()) && card.bytes().all(|c| c.is_ascii_digit());
    if bank_card.as_ref().is_some_and(|card| !sound(card)) {
        return Err(FieldProblem { field: "bank_card", message: Message::BankCardShape });
    }
    Ok(Factors { phone, bank_card, openid: Some(openid(shared, place)) })
}

/// Who the person is at a provider that they were not brought here by: a name made for this account, the same each time.
fn openid(shared: &Shared, place: &Place) -> String {
    let parts: [&[u8]; 2] = [b"openid", place.live.account.id.as_bytes()];
    let mac = shared.ground.keys.mac(MacPurpose::SubjectDigest, &parts);
    mac.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn tried(params: &Params) -> Option<TriedWay> {
    Some(TriedWay {
        provider: params.get("provider")?.chars().take(40).collect(),
        kind: ProofKind::from_word(params.get("kind")?)?,
        phone: params.get("phone").unwrap_or_default().chars().take(20).collect(),
    })
}
