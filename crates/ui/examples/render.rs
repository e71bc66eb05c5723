//! Writes every page of the gallery to a folder, to be looked at in a browser:
//! `cargo run -p ui --example render -- FOLDER`. Assets go below `FOLDER/assets`.

use std::error::Error;
use std::path::Path;

use ui::{Frame, LargePrint, Locale};

const ASSETS: [&str; 7] = ["app.css", "app.js", "form-post.js", "passkey.js", "qr.js", "work.js", "mark.svg"];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder to write to")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder.join("assets"))?;
    for name in ASSETS {
        let asset = ui::asset(name).ok_or("asset")?;
        std::fs::write(folder.join("assets").join(name), asset.bytes)?;
    }
    for locale in Locale::ALL {
        for large_print in [LargePrint::Off, LargePrint::On] {
            write_all(folder, locale, large_print)?;
        }
    }
    Ok(())
}

fn write_all(folder: &Path, locale: Locale, large_print: LargePrint) -> Result<(), Box<dyn Error>> {
    for name in ui::gallery_names() {
        let frame = Frame {
            locale,
            large_print,
            signed_in_as: ["home", "scan", "verif", "waiting", "capacity"]
                .iter()
                .any(|start| name.starts_with(start))
                .then(|| "阿依古丽·买买提".to_owned()),
            switch_return: format!("/ui/{name}"),
            request_id: "4f1d9c0e".to_owned(),
        };
        let page = ui::gallery(&frame, name).ok_or("page")?;
        let file = format!("{name}.{}.{}.html", locale.tag(), large_print.value());
        std::fs::write(folder.join(file), local(&page))?;
    }
    Ok(())
}

/// The page with addresses of assets that work from a file.
fn local(page: &str) -> String {
    ASSETS
        .iter()
        .fold(page.to_owned(), |page, name| page.replace(&ui::asset_href(name), &format!("assets/{name}")))
}
