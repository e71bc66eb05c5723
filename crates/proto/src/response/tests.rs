//! Rules of `response_type` and `response_mode`.

use super::*;

#[test]
fn code_is_accepted() {
    assert_eq!(ResponseType::parse(Some("code")), Ok(ResponseType::Code));
}

#[test]
fn refused_when_type_missing() {
    assert_eq!(ResponseType::parse(None), Err(ResponseRefusal::TypeMissing));
    assert_eq!(ResponseRefusal::TypeMissing.code(), ErrorCode::InvalidRequest);
}

#[test]
fn refused_when_implicit_or_hybrid() {
    for text in
        ["token", "id_token", "id_token token", "code token", "code id_token", "code id_token token", "none"]
    {
        assert_eq!(ResponseType::parse(Some(text)), Err(ResponseRefusal::ImplicitRefused), "{text}");
    }
    assert_eq!(ResponseRefusal::ImplicitRefused.code(), ErrorCode::UnsupportedResponseType);
}

#[test]
fn refused_when_type_unknown() {
    for text in ["Code", "code ", "device", ""] {
        assert_eq!(ResponseType::parse(Some(text)), Err(ResponseRefusal::TypeUnknown), "{text}");
    }
}

#[test]
fn mode_is_query_when_left_out() {
    assert_eq!(ResponseMode::parse(None), Ok(ResponseMode::Query));
    assert_eq!(ResponseMode::parse(Some("query")), Ok(ResponseMode::Query));
    assert_eq!(ResponseMode::parse(Some("form_post")), Ok(ResponseMode::FormPost));
}

#[test]
fn refused_when_mode_is_fragment_or_unknown() {
    for text in ["fragment", "jwt", "web_message", "Query"] {
        assert_eq!(ResponseMode::parse(Some(text)), Err(ResponseRefusal::ModeUnknown), "{text}");
    }
}
