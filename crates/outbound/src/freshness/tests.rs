//! RFC 9111 sections 4.2 and 5.2.2, one directive at a time.

use http::HeaderValue;

use super::*;

fn headers(cache_control: &[&'static str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in cache_control {
        headers.append(CACHE_CONTROL, HeaderValue::from_static(value));
    }
    headers
}

#[test]
fn nothing_is_known_without_cache_control() {
    assert_eq!(cache_seconds(&headers(&[])), None);
    assert_eq!(cache_seconds(&headers(&["public, immutable"])), None);
}

#[test]
fn max_age_is_taken_whatever_its_case_and_neighbours() {
    assert_eq!(cache_seconds(&headers(&["public, Max-Age=600, must-revalidate"])), Some(600));
    assert_eq!(cache_seconds(&headers(&["max-age=\"60\""])), Some(60));
}

#[test]
fn lifetimes_for_shared_caches_are_not_ours() {
    assert_eq!(cache_seconds(&headers(&["s-maxage=600"])), None);
}

#[test]
fn the_shorter_of_two_wins() {
    assert_eq!(cache_seconds(&headers(&["max-age=600", "max-age=30"])), Some(30));
}

#[test]
fn what_must_not_be_stored_is_stale() {
    assert_eq!(cache_seconds(&headers(&["max-age=600, no-store"])), Some(0));
    assert_eq!(cache_seconds(&headers(&["no-cache"])), Some(0));
}

#[test]
fn an_invalid_number_is_stale() {
    assert_eq!(cache_seconds(&headers(&["max-age=-1"])), Some(0));
    assert_eq!(cache_seconds(&headers(&["max-age=soon"])), Some(0));
    assert_eq!(cache_seconds(&headers(&["max-age"])), Some(0));
}

#[test]
fn an_overlong_number_is_the_longest() {
    assert_eq!(cache_seconds(&headers(&["max-age=99999999999999999999999"])), Some(LONGEST));
}

#[test]
fn age_is_taken_off() {
    let mut headers = headers(&["max-age=600"]);
    headers.insert(AGE, HeaderValue::from_static("500"));
    assert_eq!(cache_seconds(&headers), Some(100));
    headers.insert(AGE, HeaderValue::from_static("700"));
    assert_eq!(cache_seconds(&headers), Some(0));
}
