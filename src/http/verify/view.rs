//! What the page of ways shows.

use axum::response::Response;
use base::Fault;
use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use http::StatusCode;
use proto::form::Params;
use provider::Need;
use ui::{
    BankCardField, Carried, DocumentKind, FieldProblem, IdentityChange, IdentityLevel, KnownIdentity,
    PhoneField, ProofKind, TriedWay, TypedPerson, VerifyPage, VerifyReason, VerifyWay, WayState,
};

use super::place::Place;
use crate::account::Document;
use crate::http::extract::Browser;
use crate::http::portal::masked;
use crate::http::reply;
use crate::http::routes::RESUME;
use crate::http::state::Shared;
use crate::verification::{Available, Wanted, Way};

/// What came back with a form that is shown again.
#[derive(Default)]
pub(super) struct Again {
    pub(super) typed: TypedPerson,
    pub(super) tried: Option<TriedWay>,
    pub(super) problems: Vec<FieldProblem>,
}

/// The page on which somebody proves who they are.
pub(super) async fn page(shared: &Shared, browser: &Browser, (place, again): (&Place, Again)) -> Response {
    match build(shared, browser, place, again).await {
        Ok(response) => response,
        Err(fault) => reply::fault_page(&place.journey.frame, &fault),
    }
}

async fn build(shared: &Shared, browser: &Browser, place: &Place, again: Again) -> Result<Response, Fault> {
    let (csrf, cookie) = browser.form_token(shared, &place.context());
    let mut frame = place.journey.frame.clone();
    frame.signed_in_as = Some(shared.accounts.profile(&place.live.account)?.display_name().to_owned());
    let status = match again.problems.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let view = VerifyPage {
        carried: Carried { handle: place.journey.handle.clone(), csrf },
        asking: place.journey.asking(shared),
        reason: reason(place),
        level: level(place.live.identity.level),
        needed: level(place.target),
        identity: place.document().map(known),
        typed: again.typed,
        ways: ways(shared, place).await?,
        tried: again.tried,
        problems: again.problems,
        skip_href: skip(shared, place).await?,
        cancel_href: place.journey.cancel(shared),
    };
    let html = ui::verify(&frame, &view);
    Ok(reply::with_cookie(reply::page_to_providers(status, html, &shared.ground.issuer), cookie))
}

fn reason(place: &Place) -> VerifyReason {
    let Some((request, client)) = &place.asked else {
        return VerifyReason::Own;
    };
    let demanded = request.acr.essential == proto::acr::Essential::Yes
        || client.metadata.minimum_acr.is_some_and(|least| least.identity() > place.live.identity.level);
    match demanded {
        _ if place.live.identity.level >= place.target => VerifyReason::Fresh,
        true => VerifyReason::Needed,
        false => VerifyReason::Wished,
    }
}

fn known(document: &Document) -> KnownIdentity {
    KnownIdentity {
        document: document_kind(document.document_type()),
        number: document.number.masked(),
        name: masked_name(document.name_to_verify()),
        change: if document.is_verified() { IdentityChange::No } else { IdentityChange::Offered },
    }
}

/// All but the first character hidden: enough to know one's own.
fn masked_name(name: &str) -> String {
    name.chars().enumerate().map(|(at, c)| if at == 0 || c == ' ' || c == '·' { c } else { '*' }).collect()
}

async fn ways(shared: &Shared, place: &Place) -> Result<Vec<VerifyWay>, Fault> {
    if place.documents.is_empty() {
        return Ok(Vec::new());
    }
    let (account, session) = (place.live.account.id, place.live.session.id);
    let about = (account, place.document().map(|document| document.id));
    let routes = shared.assurance.routes(about, session, (place.target, place.since)).await?;
    let wanted = Wanted {
        client: place.client(),
        document: place.document().map(Document::document_type),
        target: place.target,
    };
    let phone = shared.accounts.profile(&place.live.account)?;
    let phone = phone.phone.filter(|_| phone.phone_confirmed_at.is_some());
    let language = place.journey.frame.locale.tag();
    let ways = shared.verifications.ways(&routes, wanted);
    Ok(ways.iter().map(|way| shown(way, phone.as_deref(), language)).collect())
}

fn shown(way: &Way, phone: Option<&str>, language: &str) -> VerifyWay {
    let needs = way.needs();
    VerifyWay {
        provider: way.provider.id.clone(),
        name: way.provider.name(language).to_owned(),
        kind: proof(way.kind),
        step: 1,
        steps: u32::try_from(way.steps).unwrap_or(u32::MAX),
        phone: match (needs.phone, phone) {
            (Need::No, _) => PhoneField::NotNeeded,
            (Need::Yes, Some(number)) => PhoneField::Known { masked: masked(number) },
            (Need::Yes, None) => PhoneField::Asked,
        },
        bank_card: match needs.bank_card {
            Need::No => BankCardField::NotNeeded,
            Need::Yes => BankCardField::Asked,
        },
        state: match way.available {
            Available::Now => WayState::Now,
            Available::NotNow => WayState::NotNow,
            Available::OtherDocument => WayState::OtherDocument,
        },
    }
}

/// The way on without what a platform only wishes for.
async fn skip(shared: &Shared, place: &Place) -> Result<Option<String>, Fault> {
    let Some((request, client)) = &place.asked else {
        return Ok(None);
    };
    let Some(plain) = shared.flow.without_wish(request) else {
        return Ok(None);
    };
    // What the client wants of everybody would lead back here.
    if shared.flow.level_wanted(&plain, client, &place.live).await?.is_some() {
        return Ok(None);
    }
    Ok(Some(format!("{RESUME}?request={}", shared.flow.handle(&plain)?.as_str())))
}

/// What somebody typed as their document.
pub(crate) fn typed(params: &Params) -> TypedPerson {
    let text = |name| params.get(name).unwrap_or_default().chars().take(200).collect();
    TypedPerson {
        document: params.get("document_type").and_then(DocumentKind::from_word),
        number: text("number"),
        name: text("name"),
    }
}

/// A level as pages show it.
pub(crate) const fn level(level: u8) -> IdentityLevel {
    match level {
        5 => IdentityLevel::L5,
        4 => IdentityLevel::L4,
        3 => IdentityLevel::L3,
        2 => IdentityLevel::L2,
        _ => IdentityLevel::L1,
    }
}

/// A kind of proof as pages show it. Both sets of words are the same, and a test holds them together.
pub(crate) fn proof(kind: EvidenceKind) -> ProofKind {
    ProofKind::from_word(kind.as_str()).unwrap_or(ProofKind::ProviderRealName)
}

/// A kind of document as pages show it.
pub(crate) fn document_kind(document: DocumentType) -> DocumentKind {
    DocumentKind::from_word(document.as_str()).unwrap_or(DocumentKind::Passport)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_words_on_pages() {
        for kind in EvidenceKind::ALL {
            assert_eq!(proof(*kind).word(), kind.as_str());
        }
        for document in DocumentType::ALL {
            assert_eq!(document_kind(*document).word(), document.as_str());
        }
    }

    #[test]
    fn of_a_name_the_first_character_is_shown() {
        assert_eq!(masked_name("李小明"), "李**");
        assert_eq!(masked_name("Ann Lee"), "A** ***");
    }
}
