//! Where a platform is at home: its division, its colours, and the public services it offers.

use super::level::Level;

/// A division by GB/T 2260 and what its platform looks like.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) code: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
    pub(super) theme: Theme,
}

/// A colour family and a motif. Two platforms must never be taken for each other or for the identity provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Theme {
    Lake,
    Hibiscus,
    Kapok,
    Bamboo,
    Loess,
    Plum,
}

/// Colours as `#rrggbb`. On `band` stands white text; `accent` stands on the page and carries white text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Colours {
    pub(super) band: &'static str,
    pub(super) accent: &'static str,
    pub(super) tint: &'static str,
    pub(super) dark_band: &'static str,
    pub(super) dark_accent: &'static str,
    pub(super) dark_tint: &'static str,
}

/// One matter a person can see to at the platform (办事).
#[derive(Debug)]
pub(super) struct Service {
    /// Its name in paths.
    pub(super) slug: &'static str,
    pub(super) name_zh: &'static str,
    pub(super) name_en: &'static str,
    /// The least level of login it takes.
    pub(super) level: Level,
}

/// Divisions with a name of their own here; any other code is shown as it is.
const KNOWN: [(&str, &str, &str, Theme); 8] = [
    ("110000", "北京市", "Beijing", Theme::Kapok),
    ("310000", "上海市", "Shanghai", Theme::Plum),
    ("330100", "浙江省杭州市", "Hangzhou, Zhejiang", Theme::Lake),
    ("350200", "福建省厦门市", "Xiamen, Fujian", Theme::Plum),
    ("440100", "广东省广州市", "Guangzhou, Guangdong", Theme::Kapok),
    ("510100", "四川省成都市", "Chengdu, Sichuan", Theme::Hibiscus),
    ("530100", "云南省昆明市", "Kunming, Yunnan", Theme::Bamboo),
    ("610100", "陕西省西安市", "Xi’an, Shaanxi", Theme::Loess),
];

const THEMES: [Theme; 6] =
    [Theme::Lake, Theme::Hibiscus, Theme::Kapok, Theme::Bamboo, Theme::Loess, Theme::Plum];

/// Every platform offers the first four; the rest is shared out by theme.
const SERVICES: [Service; 10] = [
    service("social-insurance", "社保查询", "Social insurance record", Level::new(2, 1)),
    service("real-estate", "不动产登记", "Real estate registration", Level::new(4, 2)),
    service("medical-insurance", "医保异地备案", "Medical insurance in another place", Level::new(2, 1)),
    service("business-registration", "企业开办", "Starting a business", Level::new(4, 1)),
    service("housing-fund", "公积金查询", "Housing fund record", Level::new(2, 1)),
    service("residence-permit", "居住证办理", "Residence permit", Level::new(3, 1)),
    service("school-enrolment", "义务教育入学报名", "School enrolment", Level::new(3, 1)),
    service("driving-licence", "驾驶证补领", "Replacement driving licence", Level::new(3, 1)),
    service("tax-certificate", "纳税证明", "Tax certificate", Level::new(3, 2)),
    service("elder-allowance", "高龄津贴申领", "Allowance for the elderly", Level::new(2, 1)),
];

const fn service(slug: &'static str, name_zh: &'static str, name_en: &'static str, level: Level) -> Service {
    Service { slug, name_zh, name_en, level }
}

impl Place {
    /// The place of a six-digit code.
    pub(super) fn of(code: &str) -> Option<Self> {
        if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let place = |zh: &str, en: &str, theme| Self {
            code: code.to_owned(),
            name_zh: zh.to_owned(),
            name_en: en.to_owned(),
            theme,
        };
        Some(match KNOWN.iter().find(|(known, ..)| *known == code) {
            Some((_, zh, en, theme)) => place(zh, en, *theme),
            None => {
                let sum: usize = code.bytes().map(|byte| usize::from(byte - b'0')).sum();
                let theme = THEMES.get(sum % THEMES.len()).copied().unwrap_or(Theme::Lake);
                place(&format!("行政区划 {code}"), &format!("Division {code}"), theme)
            }
        })
    }

    /// The services this platform shows: six of the ten.
    pub(super) fn services(&self) -> Vec<&'static Service> {
        let turn = THEMES.iter().position(|theme| *theme == self.theme).unwrap_or(0);
        let (always, shared) = SERVICES.split_at(4);
        always.iter().chain(shared.iter().cycle().skip(turn).take(2)).collect()
    }

    /// The service of that name, if this platform offers it.
    pub(super) fn service(&self, slug: &str) -> Option<&'static Service> {
        self.services().into_iter().find(|service| service.slug == slug)
    }
}

impl Theme {
    pub(super) const fn colours(self) -> Colours {
        let (band, accent, tint) = match self {
            Self::Lake => ("#0b5a66", "#0b6472", "#e3f1f2"),
            Self::Hibiscus => ("#9c2748", "#a32a4c", "#fbe9ee"),
            Self::Kapok => ("#a13312", "#a83815", "#fceae3"),
            Self::Bamboo => ("#2d6130", "#2f6833", "#e6f2e4"),
            Self::Loess => ("#7a4d12", "#7f5115", "#f6ecdc"),
            Self::Plum => ("#5b3a86", "#62408f", "#efe8f7"),
        };
        let (dark_band, dark_accent, dark_tint) = match self {
            Self::Lake => ("#0d3f47", "#7fd3df", "#17353a"),
            Self::Hibiscus => ("#5f1a2f", "#f5a6bd", "#40202b"),
            Self::Kapok => ("#64220e", "#fbb095", "#43251a"),
            Self::Bamboo => ("#1f4321", "#9fd69f", "#1f3520"),
            Self::Loess => ("#50330e", "#e5bf84", "#39301f"),
            Self::Plum => ("#3d275b", "#cdb3f0", "#302540"),
        };
        Colours { band, accent, tint, dark_band, dark_accent, dark_tint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_capitals_look_different() {
        assert_ne!(Place::of("330100").unwrap().theme, Place::of("510100").unwrap().theme);
    }

    #[test]
    fn an_unknown_division_is_shown_by_its_code() {
        assert_eq!(Place::of("659001").unwrap().name_zh, "行政区划 659001");
    }

    #[test]
    fn only_six_digits_make_a_division() {
        for code in ["", "33010", "3301000", "33010a"] {
            assert!(Place::of(code).is_none(), "{code}");
        }
    }

    #[test]
    fn every_platform_offers_six_services_and_finds_them() {
        for theme in THEMES {
            let place = Place { theme, ..Place::of("330100").unwrap() };
            let services = place.services();
            assert_eq!(services.len(), 6);
            assert!(services.iter().all(|service| place.service(service.slug).is_some()));
        }
        assert!(Place::of("330100").unwrap().service("none-such").is_none());
    }

    /// WCAG 2.2 success criterion 1.4.3: text needs a contrast of 4.5 to 1.
    #[test]
    fn every_colour_can_be_read() {
        for theme in THEMES {
            let colours = theme.colours();
            let pairs = [
                (colours.band, "#ffffff"),
                (colours.accent, "#ffffff"),
                (colours.accent, colours.tint),
                (colours.dark_band, "#ffffff"),
                (colours.dark_accent, "#15191b"),
                (colours.dark_accent, "#1f2528"),
                (colours.dark_accent, colours.dark_tint),
            ];
            for (one, other) in pairs {
                assert!(
                    contrast(one, other) >= 4.5,
                    "{theme:?}: {one} on {other} is {}",
                    contrast(one, other)
                );
            }
        }
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }
}
