//! The stylesheet in the platform's colours and its icon.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::platform::RelyingParty;
use crate::platform::place::Colours;

const RULES: &str = include_str!("../../../assets/style.css");
const SHORTLY: &str = "public, max-age=300";

pub(super) async fn stylesheet(State(rp): State<Arc<RelyingParty>>) -> Response {
    let Colours { band, accent, tint, dark_band, dark_accent, dark_tint } = rp.place.theme.colours();
    let sheet = format!(
        ":root{{--band:{band};--accent:{accent};--tint:{tint};--on-accent:#ffffff}}\n\
         @media (prefers-color-scheme:dark){{:root{{--band:{dark_band};--accent:{dark_accent};\
         --tint:{dark_tint};--on-accent:#15191b}}}}\n{RULES}"
    );
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, SHORTLY)], sheet).into_response()
}

pub(super) async fn icon(State(rp): State<Arc<RelyingParty>>) -> Response {
    let colour = rp.place.theme.colours().band;
    let icon = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"8\" \
         fill=\"{colour}\"/><path d=\"M7 22h18M9 22V14l7-5 7 5v8M14 22v-5h4v5\" fill=\"none\" stroke=\"#fff\" \
         stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/></svg>"
    );
    ([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, SHORTLY)], icon).into_response()
}
