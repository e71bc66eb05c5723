//! The logos of platforms: shown beside the name, from our own address, as pictures and nothing else.

use serde_json::json;
use store::audit::AuditFilter;
use store::platform_logo::PlatformLogo;
use testkit::{Call, Node, Page, Reply, World, on_each_database};
use yimen::client::{LogoRefusal, PictureRefusal};

on_each_database! {
    stands_beside_the_name_on_the_sign_in_page,
    the_first_character_stands_where_there_is_no_logo,
    may_be_kept_for_ever_at_its_own_address_only,
    comes_once_to_a_browser_that_shows_its_tag,
    a_new_one_takes_the_place_of_the_one_before,
    taken_away_it_is_gone,
    of_another_platform_it_is_not_shown,
    another_node_shows_it_once_it_has_looked,
    refused_when_it_is_no_picture,
    refused_when_it_is_too_large,
    refused_when_it_is_too_wide,
    refused_when_its_header_ends_early,
    refused_when_there_is_no_such_platform,
    what_is_no_platform_has_no_logo,
    what_a_picture_carries_is_never_markup,
    a_stored_format_that_is_never_shown_is_not_shown,
}

const WHO: &str = "admin:tester";
const SCRIPT: &str = "<script>alert(1)</script>";

/// A picture of this size as far as its header, which is as far as anybody reads it here; `more` follows.
fn png(width: u32, more: &str) -> Vec<u8> {
    let size = [width.to_be_bytes(), 64_u32.to_be_bytes()].concat();
    let head =
        [b"\x89PNG\r\n\x1a\n".as_slice(), b"\0\0\0\x0dIHDR", &size, &[8, 6, 0, 0, 0], &[0; 4]].concat();
    [head, more.into()].concat()
}

async fn set(world: &World, content: Vec<u8>) {
    world.app.clients.set_logo("lakeside", content, WHO).await.unwrap();
    world.catch_up().await;
}

async fn refusal(world: &World, content: impl Into<Vec<u8>>) -> PictureRefusal {
    let refused = world.app.clients.set_logo("lakeside", content.into(), WHO).await.unwrap_err();
    assert_eq!(world.app.clients.logo("lakeside").await.unwrap(), None);
    assert_eq!(told(world).await, [json!("nothing")]);
    match refused {
        LogoRefusal::Picture(refusal) => refusal,
        LogoRefusal::NoPlatform(_) | LogoRefusal::Fault(_) => panic!("{refused}"),
    }
}

/// The sign-in page of a client of the platform.
async fn sign_in(world: &World) -> Page {
    let city = world.party("city", json!({})).await;
    city.ask().open(&mut world.browser()).await
}

fn address(page: &Page) -> Option<String> {
    page.attribute("platform-logo", "src")
}

/// Where a node says the logo is.
async fn shown(world: &World) -> String {
    address(&sign_in(world).await).unwrap()
}

/// What the audit log says of logos, newest first.
async fn told(world: &World) -> Vec<serde_json::Value> {
    let mut conn = world.app.ground.db.reader().await.unwrap();
    let kind = AuditFilter::Kind("platform.changed".to_owned());
    let events = store::audit::page(&mut conn, &kind, None, 50).await.unwrap();
    let details = events.into_iter().map(|event| (event.actor, event.detail));
    let logos = details.filter(|(_, detail)| detail.contains("logo"));
    let mut told: Vec<_> = logos
        .map(|(actor, detail)| {
            assert_eq!(actor, WHO);
            serde_json::from_str(&detail).unwrap()
        })
        .collect();
    if told.is_empty() {
        told.push(json!("nothing"));
    }
    told
}

/// Header by header: a picture, and nothing that could be more.
fn is_picture(reply: &Reply, media_type: &str) {
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some(media_type));
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(reply.header("content-security-policy"), Some("default-src 'none'; sandbox"));
    assert!(reply.set_cookies().is_empty());
}

async fn stands_beside_the_name_on_the_sign_in_page(world: World) {
    set(&world, png(64, "pixels")).await;
    let page = sign_in(&world).await;
    let src = address(&page).unwrap();
    assert!(src.starts_with("/platforms/lakeside/logo?v="), "{src}");
    assert_eq!(page.attribute("platform-logo", "alt").as_deref(), Some(""));
    assert_eq!(page.body.matches("<img").count(), 1);
    let reply = world.get(&src).await;
    is_picture(&reply, "image/png");
    assert_eq!(reply.body, String::from_utf8_lossy(&png(64, "pixels")));
    assert_eq!(told(&world).await, [json!({ "platform": "lakeside", "logo": "set" })]);
}

async fn the_first_character_stands_where_there_is_no_logo(world: World) {
    let page = sign_in(&world).await;
    assert!(page.has("platform-banner") && !page.has("platform-logo"));
    assert_eq!(world.get("/platforms/lakeside/logo").await.status, 404);
}

async fn may_be_kept_for_ever_at_its_own_address_only(world: World) {
    set(&world, png(64, "")).await;
    let own = world.get(&shown(&world).await).await;
    assert_eq!(own.header("cache-control"), Some("public, max-age=31536000, immutable"));
    for path in
        ["/platforms/lakeside/logo", "/platforms/lakeside/logo?v=", "/platforms/lakeside/logo?v=another"]
    {
        let reply = world.get(path).await;
        is_picture(&reply, "image/png");
        assert_eq!(reply.header("cache-control"), Some("no-cache"), "{path}");
        assert_eq!(reply.header("etag"), own.header("etag"), "{path}");
    }
}

async fn comes_once_to_a_browser_that_shows_its_tag(world: World) {
    set(&world, png(64, "")).await;
    let path = "/platforms/lakeside/logo";
    let tag = world.get(path).await.header("etag").unwrap().to_owned();
    for shown in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let reply = world.send(Call::get(path).header("if-none-match", &shown)).await;
        assert_eq!((reply.status, reply.body.as_str()), (304, ""), "{shown}");
        assert_eq!(reply.header("etag"), Some(tag.as_str()));
        assert_eq!(reply.header("cache-control"), Some("no-cache"));
    }
    let other = world.send(Call::get(path).header("if-none-match", "\"other\"")).await;
    is_picture(&other, "image/png");
}

async fn a_new_one_takes_the_place_of_the_one_before(world: World) {
    set(&world, png(64, "old")).await;
    let old = shown(&world).await;
    // RFC 9649 section 2.7: a canvas of 64 by 64 pixels.
    let new = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x3f\0\0\x3f\0\0".to_vec();
    set(&world, new).await;
    let address = shown(&world).await;
    assert_ne!(address, old);
    let reply = world.get(&address).await;
    is_picture(&reply, "image/webp");
    assert!(reply.header("cache-control").unwrap().contains("immutable"));
    // What is at the old address now is not to be kept there.
    let reply = world.get(&old).await;
    is_picture(&reply, "image/webp");
    assert_eq!(reply.header("cache-control"), Some("no-cache"));
    set(&world, png(64, "old")).await;
    assert_eq!(shown(&world).await, old);
}

async fn taken_away_it_is_gone(world: World) {
    set(&world, png(64, "")).await;
    let address = shown(&world).await;
    assert!(world.app.clients.remove_logo("lakeside", WHO).await.unwrap());
    world.catch_up().await;
    assert!(!sign_in(&world).await.has("platform-logo"));
    let reply = world.get(&address).await;
    assert_eq!((reply.status, reply.header("cache-control")), (404, Some("no-store")));
    let removed = json!({ "platform": "lakeside", "logo": "removed" });
    assert_eq!(told(&world).await.first(), Some(&removed));
    // There is none to take away now, and nothing to tell of it.
    assert!(!world.app.clients.remove_logo("lakeside", WHO).await.unwrap());
    assert_eq!(told(&world).await.len(), 2);
}

async fn of_another_platform_it_is_not_shown(world: World) {
    world.app.clients.set_logo("hillside", png(64, ""), WHO).await.unwrap();
    world.catch_up().await;
    assert!(!sign_in(&world).await.has("platform-logo"));
    assert_eq!(world.get("/platforms/lakeside/logo").await.status, 404);
    is_picture(&world.get("/platforms/hillside/logo").await, "image/png");
}

async fn another_node_shows_it_once_it_has_looked(world: World) {
    let city = world.party("city", json!({})).await;
    let other: Node = world.second_node().await;
    set(&world, png(64, "")).await;
    other.catch_up().await;
    let page = city.at(&other).ask().open(&mut world.browser()).await;
    is_picture(&other.get(&address(&page).unwrap()).await, "image/png");
}

async fn refused_when_it_is_no_picture(world: World) {
    let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{SCRIPT}</svg>");
    for content in [svg, format!("<!doctype html>{SCRIPT}"), "GIF89a".to_owned(), String::new()] {
        assert_eq!(refusal(&world, content).await, PictureRefusal::Format);
    }
}

async fn refused_when_it_is_too_large(world: World) {
    let mut content = png(64, "");
    content.resize(16 * 1024 + 1, 0);
    assert_eq!(refusal(&world, content.clone()).await, PictureRefusal::TooLarge);
    content.truncate(16 * 1024);
    set(&world, content).await;
}

async fn refused_when_it_is_too_wide(world: World) {
    assert_eq!(refusal(&world, png(513, "")).await, PictureRefusal::TooWide { width: 513, height: 64 });
    set(&world, png(512, "")).await;
}

async fn refused_when_its_header_ends_early(world: World) {
    let content = png(64, "");
    assert_eq!(refusal(&world, &content[..content.len() - 1]).await, PictureRefusal::Header);
    set(&world, content).await;
}

async fn refused_when_there_is_no_such_platform(world: World) {
    for platform in ["seaside", "", "Lakeside", "lakeside\0"] {
        let refused = world.app.clients.set_logo(platform, png(64, ""), WHO).await.unwrap_err();
        assert!(matches!(refused, LogoRefusal::NoPlatform(_)), "{platform:?}: {refused}");
        assert!(!world.app.clients.remove_logo(platform, WHO).await.unwrap(), "{platform:?}");
    }
    assert_eq!(told(&world).await, [json!("nothing")]);
}

async fn what_is_no_platform_has_no_logo(world: World) {
    set(&world, png(64, "")).await;
    for id in
        ["seaside", "Lakeside", "lakeside%00", "lakeside%27--", "..%2flakeside", "%E6%B9%96", "lakeside%20"]
    {
        assert_eq!(world.get(&format!("/platforms/{id}/logo")).await.status, 404, "{id}");
    }
}

async fn what_a_picture_carries_is_never_markup(world: World) {
    set(&world, png(64, SCRIPT)).await;
    let name = format!("\" onerror=alert(1) x=\"{SCRIPT}");
    let city = world.party("city", json!({ "client_name": name })).await;
    let page = city.ask().open(&mut world.browser()).await;
    assert!(!page.body.contains(SCRIPT));
    assert_eq!(page.attribute("platform-logo", "onerror"), None);
    assert_eq!(page.attribute("platform-logo", "alt").as_deref(), Some(""));
    // Opened by itself it is a picture still, whatever follows its pixels.
    let reply = world.get(&address(&page).unwrap()).await;
    is_picture(&reply, "image/png");
    assert!(reply.body.contains(SCRIPT));
}

async fn a_stored_format_that_is_never_shown_is_not_shown(world: World) {
    let logo = PlatformLogo {
        platform_id: "lakeside".to_owned(),
        media_type: "image/svg+xml".to_owned(),
        content: format!("<svg>{SCRIPT}</svg>").into_bytes(),
        digest: "d".to_owned(),
        updated_at: world.now(),
    };
    let written = world.app.ground.db.write(move |tx| {
        let logo = logo.clone();
        Box::pin(async move { store::platform_logo::set(tx, &logo).await })
    });
    assert!(written.await.unwrap());
    let reply = world.get("/platforms/lakeside/logo?v=d").await;
    assert_eq!(reply.status, 500);
    assert!(!reply.body.contains("<svg>"));
}
