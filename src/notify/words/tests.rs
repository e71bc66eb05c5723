use super::*;
use crate::notify::{DeviceKind, Notice, Recipient};

/// 2026-03-01T00:00:00Z, eight in the morning in China.
const AT: Time = Time::from_seconds(1_772_323_200);
const HOST: &str = "id.example.gov.cn";
const FIVE_MINUTES: Duration = Duration::from_secs(300);
/// Characters of one text message in UCS-2, and of each part of a longer one (3GPP TS 23.040 section 9.2.3.24.1).
const ONE_PART: usize = 70;
const TWO_PARTS: usize = 2 * 67;
/// The same in the alphabet of seven bits.
const ONE_PART_OF_LETTERS: usize = 160;
const TWO_PARTS_OF_LETTERS: usize = 2 * 153;
/// The letters, digits and signs of that alphabet that English is written with; each bracket counts twice.
const SIGNS: &str = " .,:;()+-";

fn notices() -> Vec<Notice> {
    let ready_at = Time::from_seconds(1_796_000_000);
    vec![
        Notice::NewDevice,
        Notice::PasswordChanged,
        Notice::PasskeyAdded,
        Notice::PasskeyRemoved,
        Notice::TotpAdded,
        Notice::TotpRemoved,
        Notice::RecoveryCodesMade,
        Notice::SecondStepChanged,
        Notice::ContactChanged,
        Notice::RecoveryStarted { ready_at },
        Notice::RecoveryDone,
        Notice::AccountClosed,
        Notice::AllSessionsEnded,
        Notice::CloneSuspected,
        Notice::LevelChanged,
        Notice::EvidenceDisputed,
        Notice::NamedRepresentative,
        Notice::DelegationInvited,
        Notice::DelegationEnded,
    ]
}

fn occasions() -> Vec<Occasion> {
    let devices: Vec<_> = std::iter::once(None).chain(DeviceKind::ALL.map(Some)).collect();
    let on_each = |notice: Notice| {
        let devices = devices.clone();
        devices.into_iter().map(move |device| Occasion { notice: notice.clone(), device })
    };
    notices().into_iter().flat_map(on_each).collect()
}

fn content(locale: &str, body: Body) -> Content {
    Content::new(&Recipient::phone("13800138000"), locale, body)
}

fn code(locale: &str) -> Content {
    content(locale, Body::Code("042917".to_owned()))
}

fn notice(locale: &str, occasion: impl Into<Occasion>) -> Content {
    content(locale, Body::Notice { occasion: occasion.into(), at: AT })
}

fn text(content: &Content, channel: Channel) -> String {
    of(content, channel, (FIVE_MINUTES, HOST)).text
}

#[test]
fn code_comes_first_with_its_life_and_a_warning() {
    assert_eq!(
        text(&code("zh-Hans"), Channel::Sms),
        "【一门】042917 是您的验证码，5 分钟内有效。请勿告诉任何人，工作人员也不会向您索要。如非本人操作，请不用理会。"
    );
    assert_eq!(
        text(&code("en"), Channel::Sms),
        "[Yimen] 042917 is your code. It is valid for 5 minutes. Do not give it to anybody, not even to staff. If you \
         did not ask for it, do nothing."
    );
}

#[test]
fn notice_says_what_when_on_what_and_what_to_do() {
    let occasion = Notice::NewDevice.on("Mozilla/5.0 (Windows NT 10.0; Win64; x64)");
    assert_eq!(
        text(&notice("zh-Hans", occasion.clone()), Channel::Sms),
        "【一门】您的账户于2026年3月1日08:00在 Windows 电脑上登录，这是一台新设备。如非本人操作，请立即登录一门，退出该设备并\
         修改密码。"
    );
    assert_eq!(
        text(&notice("en", occasion), Channel::Sms),
        "[Yimen] Somebody signed in to your account on a Windows computer, a new device: 1 March 2026, 08:00 (UTC+8). If \
         this was not you, sign in to Yimen now, sign that device out and change your password."
    );
}

#[test]
fn code_in_chinese_is_one_part() {
    let text = text(&code("zh-Hans"), Channel::Sms);
    assert!(text.encode_utf16().count() <= ONE_PART, "{text}");
}

#[test]
fn code_in_english_is_one_part() {
    let text = text(&code("en"), Channel::Sms);
    assert!(septets(&text) <= ONE_PART_OF_LETTERS, "{text}");
}

#[test]
fn notices_in_chinese_are_two_parts_at_most() {
    for occasion in occasions() {
        let text = text(&notice("zh-Hans", occasion), Channel::Sms);
        assert!(text.encode_utf16().count() <= TWO_PARTS, "{text}");
        assert!(text.starts_with("【一门】") && text.ends_with('。'), "{text}");
    }
}

#[test]
fn most_notices_in_chinese_are_one_part() {
    let short = |notice: &Notice| {
        text(&self::notice("zh-Hans", notice), Channel::Sms).encode_utf16().count() <= ONE_PART
    };
    let long: Vec<_> = notices().into_iter().filter(|notice| !short(notice)).collect();
    assert!(long.iter().all(|notice| matches!(notice, Notice::RecoveryStarted { .. })), "{long:?}");
}

#[test]
fn notices_in_english_are_two_parts_at_most() {
    for occasion in occasions() {
        let text = text(&notice("en", occasion), Channel::Sms);
        assert!(septets(&text) <= TWO_PARTS_OF_LETTERS, "{text}");
    }
}

/// How many places of seven bits a text takes; fails where it needs sixteen.
fn septets(text: &str) -> usize {
    let places = |character: char| match character {
        '[' | ']' => 2,
        _ if character.is_ascii_alphanumeric() || SIGNS.contains(character) => 1,
        _ => panic!("{character:?} is not in the alphabet of seven bits: {text}"),
    };
    text.chars().map(places).sum()
}

#[test]
fn nothing_personal_and_no_link_is_in_a_text() {
    let contents = |locale| occasions().into_iter().map(move |one| notice(locale, one)).chain([code(locale)]);
    for content in contents("zh-Hans").chain(contents("en")) {
        for channel in [Channel::Sms, Channel::Mail] {
            let Worded { text, subject, .. } = of(&content, channel, (FIVE_MINUTES, HOST));
            let all = format!("{}{text}", subject.unwrap_or_default());
            for stranger in ["1380013", "+86", "://", "www.", "@"] {
                assert!(!all.contains(stranger), "{stranger} in {all}");
            }
        }
    }
}

#[test]
fn notices_hold_no_code() {
    for occasion in occasions() {
        let content = notice("zh-Hans", occasion);
        let worded = of(&content, Channel::Sms, (FIVE_MINUTES, HOST));
        assert_eq!(worded.code, None);
        assert!(!worded.values.contains_key("code"));
    }
}

#[test]
fn subject_of_a_mail_hides_the_code() {
    for locale in ["zh-Hans", "en"] {
        let content = code(locale);
        let worded = of(&content, Channel::Mail, (FIVE_MINUTES, HOST));
        assert!(!worded.subject.unwrap().contains("042917"));
        assert!(worded.text.contains("042917"));
    }
}

#[test]
fn text_message_has_no_subject() {
    assert_eq!(of(&code("en"), Channel::Sms, (FIVE_MINUTES, HOST)).subject, None);
}

#[test]
fn mail_names_the_site() {
    for locale in ["zh-Hans", "en"] {
        assert!(text(&notice(locale, Notice::PasswordChanged), Channel::Mail).contains(HOST));
    }
}

#[test]
fn providers_with_texts_of_their_own_get_the_values() {
    let content = code("zh-Hans");
    let values = of(&content, Channel::Sms, (FIVE_MINUTES, HOST)).values;
    assert_eq!(values, BTreeMap::from([("code", "042917".to_owned()), ("minutes", "5".to_owned())]));
    let ready_at = AT.plus(Duration::from_secs(86_400));
    let content = notice("en", Notice::RecoveryStarted { ready_at }.on("Mozilla/5.0 (iPad; CPU OS 12_2)"));
    let worded = of(&content, Channel::Sms, (FIVE_MINUTES, HOST));
    assert_eq!(worded.template, "recovery_started");
    let expected = [
        ("at", "1 March 2026, 08:00 (UTC+8)"),
        ("device", "an iPad"),
        ("ready_at", "2 March 2026, 08:00 (UTC+8)"),
    ];
    assert_eq!(worded.values, expected.map(|(name, value)| (name, value.to_owned())).into());
}

#[test]
fn life_is_told_to_the_nearest_minute() {
    let told = |seconds| minutes(Duration::from_secs(seconds));
    assert_eq!(told(300), 5);
    assert_eq!(told(299), 5);
    assert_eq!(told(260), 4);
    assert_eq!(told(5), 1);
}

#[test]
fn one_minute_is_no_minutes() {
    let content = code("en");
    let text = of(&content, Channel::Sms, (Duration::from_secs(20), HOST)).text;
    assert!(text.contains("valid for 1 minute."), "{text}");
}

#[test]
fn language_follows_the_tag() {
    for tag in ["zh-Hans", "zh", "ZH-TW", ""] {
        assert_eq!(Language::of(tag), Language::Chinese, "{tag}");
    }
    for tag in ["en", "en-GB", "fr", "zhx"] {
        assert_eq!(Language::of(tag), Language::English, "{tag}");
    }
}

#[test]
fn every_notice_has_its_own_template_and_words() {
    let names = notices().iter().map(|one| one.template().to_owned()).collect();
    let texts = |locale| notices().iter().map(|one| text(&notice(locale, one), Channel::Sms)).collect();
    for mut list in [names, texts("en"), texts("zh-Hans")] {
        let all = Vec::len(&list);
        list.sort();
        list.dedup();
        assert_eq!(list.len(), all);
    }
}
