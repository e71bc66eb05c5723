//! What is known of the person, what it rests on, and "this was not me".

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use base::EvidenceId;
use evidence::level::{Line, Why};
use ui::{
    DocumentRow, DocumentState, EvidenceRow, FieldProblem, IdentityLevel, IdentityPage, Message, WorthReason,
};

use super::fresh::fresh;
use super::said::Said;
use super::visit::Visit;
use crate::account::Document;
use crate::http::extract::{Browser, Query};
use crate::http::login::errand::SensitiveAct;
use crate::http::routes::{IDENTITY, VERIFY};
use crate::http::state::Shared;
use crate::http::verify::{document_kind, level, proof};
use crate::verification::DisputeRefusal;

/// The highest level: nothing leads further.
const BEST: u8 = 5;

pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    let notice = visit.notice(&params.unwrap_or_default());
    page(&visit, (notice, Vec::new())).await
}

/// Something that was proved was not the person: it counts no longer.
pub(crate) async fn dispute(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, IDENTITY, SensitiveAct::Other).await?;
    let disputed = match id.parse::<EvidenceId>() {
        Ok(id) => shared.verifications.dispute(visit.live.account.id, id, visit.by().request_id).await,
        Err(_) => Err(DisputeRefusal::NoSuchEvidence),
    };
    match disputed {
        Ok(()) => visit.done(IDENTITY, &Said::EvidenceDisputed),
        Err(DisputeRefusal::NoSuchEvidence) => {
            let gone = FieldProblem { field: "", message: Message::EvidenceGone };
            page(&visit, (None, vec![gone])).await
        }
        Err(DisputeRefusal::Fault(fault)) => visit.held(Err(fault)),
    }
}

async fn page(
    visit: &Visit<'_>,
    (notice, problems): (Option<Message>, Vec<FieldProblem>),
) -> Result<Response, Response> {
    let (shared, account) = (visit.shared, &visit.live.account);
    let (standing, lines) = visit.held(shared.assurance.explain(account.id).await)?;
    let documents = visit.held(shared.accounts.documents(account.id).await)?;
    let known = visit.live.identity.level;
    let view = IdentityPage {
        csrf: visit.csrf.clone(),
        level: level(standing.level),
        until: standing.until,
        session_level: (known > standing.level).then(|| level(known)),
        documents: documents.iter().map(document).collect(),
        evidence: lines.iter().rev().map(|line| evidence(visit, line)).collect(),
        raise_href: (known < BEST).then(|| VERIFY.to_owned()),
        problems,
        notice,
        now: shared.ground.now(),
    };
    Ok(visit.page(&view.problems, ui::identity(&visit.frame, &view)))
}

fn document(document: &Document) -> DocumentRow {
    DocumentRow {
        kind: document_kind(document.document_type()),
        number: document.number.masked(),
        name: document.facts.name.clone(),
        state: match document.verified_at {
            Some(at) if document.is_verified() => DocumentState::Verified { at },
            Some(_) | None => DocumentState::Told,
        },
        valid_until: document.valid_until,
        new_name: document.facts.new_name.clone(),
    }
}

fn evidence(visit: &Visit<'_>, line: &Line) -> EvidenceRow {
    let language = visit.frame.locale.tag();
    let provider = visit.shared.verifications.providers().find(&line.provider);
    let worth: Option<IdentityLevel> = (line.counts_for > 1).then(|| level(line.counts_for));
    EvidenceRow {
        id: line.id.to_string(),
        kind: proof(line.kind),
        provider: provider.map_or_else(String::new, |provider| provider.name(language).to_owned()),
        issued: line.issued_at,
        until: line.until,
        worth,
        why: match line.why {
            Why::Counts => WorthReason::Counts,
            Why::OnlyInItsSession => WorthReason::OnlyInItsSession,
            Why::NeedsSecondKind => WorthReason::NeedsSecondKind,
            Why::Expired => WorthReason::Expired,
            Why::Disputed => WorthReason::Disputed,
            Why::BesideDisputed => WorthReason::BesideDisputed,
            Why::Revoked => WorthReason::Revoked,
            Why::CappedByProvider => WorthReason::CappedByProvider,
            Why::TooOld => WorthReason::TooOld,
            Why::NoRule => WorthReason::NoRule,
        },
    }
}
