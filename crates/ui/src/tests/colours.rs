//! Colours: contrast of every pair that meets on a page, computed as WCAG 2.2 defines it.

use std::collections::HashMap;

use crate::asset::STYLESHEET;

type Palette = HashMap<String, [f64; 3]>;

/// Text on ground. 7:1 (success criterion 1.4.6): more than the 4.5:1 asked for, so that large print needs no set
/// of its own.
const TEXT: [(&str, &str); 21] = [
    ("ink", "paper"),
    ("ink", "wash"),
    ("ink-soft", "paper"),
    ("ink-soft", "wash"),
    ("accent", "paper"),
    ("accent", "wash"),
    ("accent-deep", "paper"),
    ("accent-deep", "wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("on-band", "band"),
    ("brass", "band"),
    ("danger", "paper"),
    ("danger", "danger-wash"),
    ("ink", "danger-wash"),
    ("success", "paper"),
    ("ink", "success-wash"),
    ("success", "success-wash"),
    ("warning", "paper"),
    ("ink", "warning-wash"),
    ("warning", "warning-wash"),
];

/// Borders of controls and signs, on what surrounds them: 3:1 (success criterion 1.4.11).
const SHAPES: [(&str, &str); 6] = [
    ("line-strong", "paper"),
    ("line-strong", "wash"),
    ("accent", "paper"),
    ("danger", "paper"),
    ("focus", "band"),
    ("focus", "focus-edge"),
];

/// The sets in the order of the stylesheet: light, dark, more contrast, dark with more contrast.
fn palettes() -> [(&'static str, Palette); 4] {
    let blocks: Vec<Palette> = STYLESHEET.split(":root {").skip(1).map(block).collect();
    let [light, dark, contrast, dark_contrast] = <[Palette; 4]>::try_from(blocks).expect("four sets");
    let over = |sets: &[&Palette]| sets.iter().flat_map(|set| (*set).clone()).collect::<Palette>();
    [
        ("dark with more contrast", over(&[&light, &dark, &contrast, &dark_contrast])),
        ("more contrast", over(&[&light, &contrast])),
        ("dark", over(&[&light, &dark])),
        ("light", light),
    ]
}

fn block(text: &str) -> Palette {
    let declarations = text.split('}').next().unwrap_or("").split(';');
    declarations
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"))
        .map(|(name, hex)| (name.to_owned(), channels(hex)))
        .collect()
}

fn channels(hex: &str) -> [f64; 3] {
    let value = u32::from_str_radix(hex.trim(), 16).expect("six hexadecimal digits");
    [16, 8, 0].map(|shift| f64::from((value >> shift) & 0xff) / 255.0)
}

// WCAG 2.2, definition of relative luminance.
fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] =
        colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

// WCAG 2.2, definition of contrast ratio.
fn contrast(first: [f64; 3], second: [f64; 3]) -> f64 {
    let (first, second) = (luminance(first), luminance(second));
    (first.max(second) + 0.05) / (first.min(second) + 0.05)
}

fn assert_pairs(pairs: &[(&str, &str)], least: f64) {
    for (set, palette) in palettes() {
        for (front, ground) in pairs {
            let ratio = contrast(palette[*front], palette[*ground]);
            assert!(ratio >= least, "{set}: {front} on {ground} is {ratio:.2}");
        }
    }
}

#[test]
fn black_on_white_is_the_greatest_contrast() {
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
}

#[test]
fn text_has_a_contrast_of_seven() {
    assert_pairs(&TEXT, 7.0);
}

#[test]
fn shapes_that_mean_something_have_a_contrast_of_three() {
    assert_pairs(&SHAPES, 3.0);
}

#[test]
fn every_colour_is_a_token() {
    let after_tokens = STYLESHEET.split("Type on a grid").nth(1).expect("styles follow the tokens");
    assert!(!after_tokens.contains('#'), "a colour outside the tokens");
}
