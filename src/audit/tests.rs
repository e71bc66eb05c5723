use super::Kind;

#[test]
fn every_kind_is_listed_in_the_document() {
    let document = include_str!("../../docs/audit.md");
    for kind in Kind::ALL {
        assert!(document.contains(&format!("`{}`", kind.as_str())), "docs/audit.md lacks {}", kind.as_str());
    }
}

#[test]
fn no_two_kinds_share_a_name() {
    let mut names: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Kind::ALL.len());
}
