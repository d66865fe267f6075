//! A letter as a paper: number, addressee, text and sender on one page, and on the next what became of it.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{
    Document,
    model::{Align, Block, Paragraph, Signature},
};
use jianyue_kernel::Value;
use jianyue_sla::zone;

use crate::model::{Letter, LetterDetail, LetterKind, LetterSide, LetterState, TermOf};

/// The paper of `detail`, which holds what its reader may see.
#[must_use]
pub fn paper(detail: &LetterDetail, head: &Letterhead, made_at: DateTime<Utc>) -> Document {
    let letter = &detail.letter;
    let (sender, addressee) = match letter.direction {
        LetterSide::Client => (&head.client, &head.vendor),
        LetterSide::Vendor => (&head.vendor, &head.client),
    };
    let mut paper = Document {
        title: title(letter.kind).to_owned(),
        issuer: sender.clone(),
        number: Some(letter.number.clone()),
        made_at,
        foot: format!("{} {}", title(letter.kind), letter.number),
        watermark: (letter.state == LetterState::Withdrawn).then(|| "已撤回".to_owned()),
        ..Document::default()
    };
    let line =
        |text: String, align: Align, strong: bool| Block::Paragraph(Paragraph { text, align, strong, small: false });
    paper.block(line(format!("关于{}的函", letter.subject), Align::Centre, true));
    paper.block(line(format!("{addressee}："), Align::Left, false));
    paper.text(&letter.text);
    paper.text(&asked(letter, head));
    if detail.files.iter().any(|file| file.part == "notice") {
        let of = detail.files.iter().filter(|file| file.part == "notice");
        let items = of.map(|file| file.name.clone()).collect();
        paper.block(line("附件：".to_owned(), Align::Left, false)).block(Block::List { numbered: true, items });
    }
    paper.block(line(format!("{sender}（盖章）"), Align::Right, false));
    paper.block(line(in_words(letter.sent_on), Align::Right, false));
    paper.block(Block::PageBreak);
    handled(&mut paper, detail, head);
    paper
}

/// The name of its file.
#[must_use]
pub fn name(letter: &Letter) -> String {
    format!("{} {} {}", title(letter.kind), letter.number, letter.subject)
}

const fn title(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::ForceMajeure => "不可抗力通知函",
        LetterKind::Claim => "索赔函",
        LetterKind::Consent => "商请函",
        LetterKind::Notice => "通知函",
        LetterKind::Other => "工作联系函",
    }
}

fn in_words(day: NaiveDate) -> String {
    format!("{} 年 {} 月 {} 日", day.year(), day.month(), day.day())
}

/// What it rests on and what the other side is asked for.
fn asked(letter: &Letter, head: &Letterhead) -> String {
    let under = match &letter.clause {
        Some(clause) => format!("依据《{}》{clause}（{}）。", head.title, letter.title),
        None => format!("依据《{}》。", head.title),
    };
    let happened = match letter.kind {
        LetterKind::Claim => String::new(),
        _ => format!("事项日期：{}。", in_words(letter.happened_on)),
    };
    let until = match (letter.due_of, letter.due_on, letter.reply_by) {
        (Some(TermOf::Answer), Some(day), _) => format!("请于 {} 前答复。", in_words(day)),
        (Some(TermOf::Proof), Some(day), _) => format!("证明材料将于 {} 前提交。", in_words(day)),
        (_, _, Some(day)) => format!("请于 {} 前回复。", in_words(day)),
        _ => String::new(),
    };
    let silence = if letter.silence { "逾期未答复，按合同约定视为接受。" } else { "" };
    format!("{under}{happened}{until}{silence}")
}

fn handled(paper: &mut Document, detail: &LetterDetail, head: &Letterhead) {
    let letter = &detail.letter;
    paper.heading(1, "函件办理单");
    let due = letter.due_on.map(|day| {
        let what = match letter.due_of {
            Some(TermOf::Notice) => "发函",
            Some(TermOf::Proof) => "提交证明",
            Some(TermOf::Answer) => "答复",
            None => "办理",
        };
        let by = letter.due_by.map(LetterSide::name).unwrap_or_default();
        format!("{day}（{by}{what}）")
    });
    let pause = letter.pause.as_ref().map(|pause| {
        let until = pause.until.map_or("另行通知".to_owned(), |day| day.to_string());
        format!("{} 至 {until}，{}，{}同意", pause.from, head.works(&pause.works), pause.agreed_by)
    });
    paper.pairs([
        ("类别", letter.kind.name().into()),
        ("状态", letter.state.name().into()),
        ("发函方", letter.direction.name().into()),
        ("经办人", letter.sent_by.as_str().into()),
        ("工作内容", head.works(&letter.works).into()),
        ("合同条款", letter.clause.clone().into()),
        ("事由", letter.subject.as_str().into()),
        ("事项日期", letter.happened_on.into()),
        ("发出日期", letter.sent_on.into()),
        ("登记时间", letter.created_at.into()),
        ("合同期限", due.into()),
        ("希望回复日期", letter.reply_by.into()),
        ("签收人", letter.received.as_ref().map(|received| received.by.clone()).into()),
        ("签收时间", letter.received.as_ref().map(|received| received.at).into()),
        ("证明提交日期", letter.proved_on.into()),
        ("答复日期", letter.answered_on.into()),
        ("完成日期", letter.done_on.into()),
        ("顺延期限", pause.into()),
        ("顺延开始", letter.pause.as_ref().and_then(|pause| pause.began_at).into()),
        ("顺延结束", letter.pause.as_ref().and_then(|pause| pause.ended_at).into()),
    ]);
    if let Some(why) = &letter.assumed {
        paper.note(format!("合同条款的解读：{why}"));
    }
    if letter.late {
        paper.note("超过合同约定的期限。");
    }
    let rows = detail.entries.iter().map(|entry| {
        let who = match entry.side.as_str() {
            "client" => format!("甲方 {}", entry.by),
            "vendor" => format!("乙方 {}", entry.by),
            _ => "系统".to_owned(),
        };
        vec![Value::Count(entry.n), entry.at.into(), entry.what.name().into(), who.into(), entry.text.clone().into()]
    });
    let columns = [("序号", 1), ("时间", 3), ("事项", 3), ("人员", 3), ("说明", 6)];
    paper.table(None, &columns, rows.collect(), "没有记录。");
    let files: Vec<String> = detail.files.iter().map(|file| format!("{}{}", part(&file.part), file.name)).collect();
    if !files.is_empty() {
        paper.heading(2, "附件").block(Block::List { numbered: true, items: files });
    }
    let received = letter.received.as_ref();
    paper.signed(vec![
        Signature::of("发函经办人", Some(&letter.sent_by), Some(letter.sent_on)),
        Signature::of("签收人", received.map(|one| one.by.as_str()), received.map(|one| zone::local_date(one.at))),
    ]);
}

fn part(code: &str) -> &'static str {
    match code {
        "notice" => "函件：",
        "proof" => "证明：",
        "answer" => "答复：",
        _ => "",
    }
}
