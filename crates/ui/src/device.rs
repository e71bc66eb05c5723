//! Browser and system in a few words, from what a browser calls itself. It may say anything: this is for the eye of the
//! person who signed in with it, nothing is decided by it.

use crate::Locale;
use crate::catalogue::Words;

/// Longer names are not read on.
const LONGEST: usize = 512;

/// Marks of browsers, the more particular first: most name each other.
const BROWSERS: [(&str, Name); 14] = [
    ("MicroMessenger/", Name::Key("device-wechat")),
    ("AlipayClient/", Name::Key("device-alipay")),
    ("Weibo", Name::Key("device-weibo")),
    ("Edg", Name::Own("Edge")),
    ("HuaweiBrowser/", Name::Own("Huawei Browser")),
    ("MiuiBrowser/", Name::Own("Mi Browser")),
    ("UCBrowser/", Name::Own("UC Browser")),
    ("MQQBrowser/", Name::Own("QQ Browser")),
    ("OPR/", Name::Own("Opera")),
    ("Firefox/", Name::Own("Firefox")),
    ("FxiOS/", Name::Own("Firefox")),
    ("CriOS/", Name::Own("Chrome")),
    ("Chrome/", Name::Own("Chrome")),
    ("Safari/", Name::Own("Safari")),
];

/// Marks of systems, the more particular first.
const SYSTEMS: [(&str, &str); 9] = [
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// A name that is the same in every language, or the key of one that is not.
#[derive(Clone, Copy)]
enum Name {
    Own(&'static str),
    Key(&'static str),
}

/// Browser and system in words: "Firefox · Windows".
pub fn device_words(locale: Locale, user_agent: &str) -> String {
    let told: String = user_agent.chars().take(LONGEST).collect();
    let browser = BROWSERS.iter().find(|(mark, _)| told.contains(mark)).map(|(_, name)| match name {
        Name::Own(name) => (*name).to_owned(),
        Name::Key(key) => Words(locale).say(key).into_owned(),
    });
    let system = SYSTEMS.iter().find(|(mark, _)| told.contains(mark)).map(|(_, name)| *name);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(browser), None) => browser,
        (None, Some(system)) => system.to_owned(),
        (None, None) => Words(locale).say("device-unknown").into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(user_agent: &str) -> String {
        device_words(Locale::En, user_agent)
    }

    #[test]
    fn the_more_particular_browser_is_named() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                    Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";
        assert_eq!(words(edge), "Edge · Windows");
        let wechat = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 \
                      MicroMessenger/8.0.60";
        assert_eq!(words(wechat), "WeChat · Android");
        assert_eq!(device_words(Locale::ZhHans, wechat), "微信 · Android");
    }

    #[test]
    fn what_says_nothing_known_is_said_so() {
        assert_eq!(words("curl/8.5.0"), "Unknown browser");
        assert_eq!(words(""), "Unknown browser");
    }

    #[test]
    fn what_is_far_too_long_is_not_read_on() {
        assert_eq!(words(&format!("{}Firefox/140.0", "x".repeat(1000))), "Unknown browser");
    }
}
