//! Everything the pages of the city say, in Chinese and in English.

use super::case::Verdict;
use crate::language::Language;

/// The sentences of one language.
pub(super) struct Words {
    pub(super) lang: &'static str,
    pub(super) skip: &'static str,
    pub(super) name: &'static str,
    pub(super) demonstration: &'static str,
    pub(super) lead: &'static str,
    pub(super) open_cases: &'static str,
    pub(super) people: &'static str,
    pub(super) people_lead: &'static str,
    pub(super) phone: &'static str,
    pub(super) bank_card: &'static str,
    pub(super) entities: &'static str,
    pub(super) uscc: &'static str,
    pub(super) representative: &'static str,
    pub(super) all: &'static str,
    pub(super) cases_lead: &'static str,
    pub(super) cases_none: &'static str,
    pub(super) callbacks: &'static str,
    pub(super) no_answer: &'static str,
    pub(super) refused: &'static str,
    pub(super) case_heading: &'static str,
    pub(super) case_lead: &'static str,
    pub(super) person: &'static str,
    pub(super) opened: &'static str,
    pub(super) open: &'static str,
    pub(super) decided: &'static str,
    pub(super) go_back: &'static str,
    pub(super) to_list: &'static str,
    pub(super) missing: &'static str,
    pub(super) missing_lead: &'static str,
    pub(super) footer: &'static str,
    documents: [&'static str; 6],
    /// What a tester chooses.
    choices: [&'static str; 5],
    /// What came of it.
    states: [&'static str; 5],
}

const CHINESE: Words = Words {
    lang: "zh-Hans",
    skip: "跳到正文",
    name: "演示核验机构",
    demonstration: "演示环境",
    lead: "这里的机构代替真实的核验机构。人和结果都是虚构的。",
    open_cases: "等待处理",
    people: "演示人员",
    people_lead: "下面的人和单位都不存在。测试时可以填写他们的信息。",
    phone: "手机号",
    bank_card: "银行卡号",
    entities: "演示单位",
    uscc: "统一社会信用代码",
    representative: "法定代表人证件号码",
    all: "返回首页",
    cases_lead: "最新的在前。点姓名可以决定结果。",
    cases_none: "还没有核验。",
    callbacks: "发出的通知",
    no_answer: "没有应答",
    refused: "被拒绝的请求",
    case_heading: "确认身份",
    case_lead: "这是演示页面，不会拍照。请选择结果。",
    person: "姓名",
    opened: "开始时间",
    open: "等待处理",
    decided: "结果",
    go_back: "返回",
    to_list: "查看全部核验",
    missing: "没有这个页面",
    missing_lead: "核验不存在，或者已经被清除。",
    footer: "本页仅供演示。",
    documents: [
        "居民身份证",
        "港澳台居民居住证",
        "港澳居民来往内地通行证",
        "台湾居民来往大陆通行证",
        "外国人永久居留身份证",
        "护照",
    ],
    choices: ["通过", "不通过", "取消", "超时", "换成别人"],
    states: ["已通过", "未通过", "已取消", "已超时", "换成了别人"],
};

const ENGLISH: Words = Words {
    lang: "en",
    skip: "Skip to content",
    name: "Demo checks",
    demonstration: "Demonstration",
    lead: "These offices stand in for real ones. People and results are made up.",
    open_cases: "Waiting",
    people: "Demo people",
    people_lead: "None of these people and bodies exists. Use their data for tests.",
    phone: "Phone",
    bank_card: "Bank card",
    entities: "Demo bodies",
    uscc: "Unified social credit code",
    representative: "Document number of the legal representative",
    all: "Back to the start",
    cases_lead: "The newest first. Choose a name to decide the result.",
    cases_none: "Nothing has been checked yet.",
    callbacks: "Notices sent",
    no_answer: "No answer",
    refused: "Requests that were refused",
    case_heading: "Confirm who you are",
    case_lead: "This is a demonstration: no picture is taken. Choose the result.",
    person: "Name",
    opened: "Started",
    open: "Waiting",
    decided: "Result",
    go_back: "Go back",
    to_list: "See all checks",
    missing: "There is no such page",
    missing_lead: "There is no such check, or it has been forgotten.",
    footer: "For demonstrations only.",
    documents: [
        "Identity card",
        "Residence permit",
        "Travel permit for Hong Kong and Macao",
        "Travel permit for Taiwan",
        "Permanent residence card",
        "Passport",
    ],
    choices: ["Pass", "Fail", "Cancel", "Time out", "Somebody else"],
    states: ["Passed", "Failed", "Cancelled", "Timed out", "Somebody else passed"],
};

impl Words {
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }

    /// The name of a kind of document; its word if it has none.
    pub(super) fn document<'w>(&self, word: &'w str) -> &'w str {
        let [resident, permit, hk_macao, taiwan, foreign, passport] = self.documents;
        match word {
            "resident_id" => resident,
            "residence_permit" => permit,
            "hk_macao_permit" => hk_macao,
            "taiwan_permit" => taiwan,
            "foreign_permanent_resident" => foreign,
            "passport" => passport,
            _ => word,
        }
    }

    /// What the button for a decision says.
    pub(super) const fn choice(&self, verdict: Verdict) -> &'static str {
        one_of(self.choices, verdict)
    }

    /// What came of a case.
    pub(super) const fn state(&self, verdict: Option<Verdict>) -> &'static str {
        match verdict {
            None => self.open,
            Some(verdict) => one_of(self.states, verdict),
        }
    }
}

const fn one_of([pass, fail, cancel, time_out, other]: [&'static str; 5], verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => pass,
        Verdict::Fail => fail,
        Verdict::Cancel => cancel,
        Verdict::TimeOut => time_out,
        Verdict::WrongSubject => other,
    }
}
