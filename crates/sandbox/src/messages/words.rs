//! Everything the provider says, in Chinese and in English.

use crate::language::Language;

/// The sentences of one language.
pub(super) struct Words {
    pub(super) lang: &'static str,
    pub(super) skip: &'static str,
    pub(super) name: &'static str,
    pub(super) demonstration: &'static str,
    pub(super) lead: &'static str,
    pub(super) none: &'static str,
    pub(super) sms: &'static str,
    pub(super) mail: &'static str,
    pub(super) to: &'static str,
    pub(super) code: &'static str,
    pub(super) only: &'static str,
    pub(super) all: &'static str,
    pub(super) renews: &'static str,
    pub(super) halt: &'static str,
    pub(super) halted: &'static str,
    pub(super) go_on: &'static str,
    pub(super) refused: &'static str,
    pub(super) footer: &'static str,
}

const CHINESE: Words = Words {
    lang: "zh-Hans",
    skip: "跳到正文",
    name: "短信和邮件",
    demonstration: "演示环境",
    lead: "发到手机和邮箱的消息都显示在这里，最新的在前。",
    none: "还没有消息。",
    sms: "短信",
    mail: "邮件",
    to: "收件人",
    code: "验证码",
    only: "只显示发给此处的消息",
    all: "显示全部",
    renews: "本页每 3 秒刷新一次。",
    halt: "停止刷新",
    halted: "本页已停止刷新。",
    go_on: "继续刷新",
    refused: "被拒收的消息",
    footer: "本页仅供演示，不会真的发送短信或邮件。",
};

const ENGLISH: Words = Words {
    lang: "en",
    skip: "Skip to content",
    name: "Texts and mail",
    demonstration: "Demonstration",
    lead: "Messages to phones and mailboxes appear here, the newest first.",
    none: "No messages yet.",
    sms: "Text message",
    mail: "Mail",
    to: "To",
    code: "Code",
    only: "Only messages to",
    all: "Show all",
    renews: "This page reloads every 3 seconds.",
    halt: "Stop reloading",
    halted: "This page no longer reloads.",
    go_on: "Reload again",
    refused: "Messages that were refused",
    footer: "For demonstrations only: no message is really sent.",
};

impl Words {
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }
}
