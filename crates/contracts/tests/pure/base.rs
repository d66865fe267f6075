//! A small contract without contradictions, to be spoilt by tests.

use jianyue_contracts::{Contract, parse};

pub const BASE: &str = r#"
format = 1

[contract]
slug = "sample-2024"
prefix = "XX"
title = "样例合同"
source = "sample.txt"
signed = 2024-01-05
calendar = "state-council"
summary = "样例"
laws = [{ title = "中华人民共和国民法典", clause = "序言" }]

[[parties]]
key = "client"
side = "client"
name = "某局"
clause = "首部"
contacts = [{ kind = "address", clause = "首部", text = "甲街 1 号" }, { kind = "address", clause = "签署页", text = "甲街 1 号" }, { kind = "phone", clause = "首部" }]

[[parties]]
key = "vendor"
side = "vendor"
name = "某公司"
clause = "首部"

[term]
id = "XX-T1"
clause = "二"
start = 2024-01-10
end = 2024-12-31

[[documents]]
id = "XX-D1"
clause = "一"
key = "body"
title = "正文"
rank = 1
dated = 2024-01-05

[[documents]]
id = "XX-D2"
clause = "附件 2"
key = "annex"
title = "承诺书"
rank = 2
dated = 2024-01-05

[precedence]
id = "XX-D0"
clause = "十一"
text = "以正文为准"

[[figures]]
id = "XX-F1"
clause = "附件 1"
kind = "instalment_percent"
of = "XX-M1.1"
value = "60%"
document = "annex"

[[figures]]
id = "XX-F2"
clause = "封面"
kind = "tax_exclusive_total"
of = "XX-M1"
value = "100000.00"

[[works]]
id = "XX-SV1"
clause = "二 (一)"
key = "1"
title = "甲子系统"
services = [{ key = "hotline", title = "服务热线", clause = "二 (一)1" }, { key = "patrol", title = "巡检", clause = "二 (一)2" }]

[[works]]
id = "XX-SV2"
clause = "二 (二)"
key = "2"
title = "乙子系统"
services = [{ key = "hotline", title = "服务热线", clause = "二 (二)1" }]

[price_list]
id = "XX-PL"
clause = "附件 3"
total = "106000.00"
capitals = "壹拾万零陆仟元整"

[[price_list.groups]]
heading = "一、甲子系统"
clause = "附件 3 一"
work = "1"
items = [{ title = "服务热线", quantity = 2, unit_price = "20000.00", amount = "40000.00" }, { title = "巡检", amount = "36000.00" }]

[[price_list.groups]]
heading = "二、乙子系统"
clause = "附件 3 二"
work = "2"
subtotal = "30000.00"
items = [{ title = "服务热线", amount = "30000.00" }]

[[windows]]
id = "XX-W1"
clause = "三"
title = "热线"
hours = "workdays 09:00-18:00"
printed = "5×9"

[[escalation_levels]]
id = "XX-L1"
clause = "四"
level = 1
title = "一线"

[[escalation_levels]]
id = "XX-L2"
clause = "四"
level = 2
title = "二线"

[[matrices]]
id = "XX-S"
clause = "四"
title = "故障"

[[matrices.cases]]
id = "XX-S1"
clause = "四 1"
level = 1
title = "严重"
wording = "停了"
targets = [{ kind = "response", within = "1h", window = "XX-W1", clause = "四 1" }, { kind = "escalate", within = "30min", window = "XX-W1", clause = "四 1" }]

[[matrices.cases]]
id = "XX-S2"
clause = "四 2"
level = 2
title = "一般"
wording = "慢了"
not_applicable = ["escalate"]
targets = [{ kind = "response", within = "2h", window = "XX-W1", clause = "四 2" }]

[[inspections]]
id = "XX-I1"
clause = "五"
title = "巡检"
kind = "inspection"
frequency = "tue,thu"

[[reports]]
id = "XX-R1"
clause = "六"
title = "月报"
frequency = "monthly"
due_after = "5 working days"
review = { within = "15 days", silence = "accepted", clause = "六" }

[payments]
id = "XX-M1"
clause = "四"
total = "106000.00"
capitals = "壹拾万零陆仟元整"

[[payments.instalments]]
id = "XX-M1.1"
clause = "四 (1)"
title = "首期款"
percent = "60%"
amount = "63600.00"
capitals = "陆万叁仟陆佰元整"
conditions = ["signed"]
due = ["by 2024-03-01", "10 working days after signed"]
splits = [{ party = "vendor", amount = "63600.00" }]

[[payments.instalments]]
id = "XX-M1.2"
clause = "四 (2)"
title = "尾款"
percent = "40%"
amount = "42400.00"
conditions = ["final_acceptance"]
due = ["10 working days after final_acceptance"]

[bond]
id = "XX-B1"
clause = "十九"
percent = "10%"
amount = "10600.00"
due = "10 working days after signed"
refunded_after = "final_acceptance"

[[penalties]]
id = "XX-P1"
clause = "八"
title = "迟延"
owed_by = "vendor"
breach = "迟延提交"
base = "total"
rate = "0.5%"
per = "week"
cap = "30%"

[late_payment]
id = "XX-P2"
clause = "八"
rate_per_day = "0.02%"
base = "late_amount"
cap = "5%"
"#;

/// The base with each `from` put as `to`.
pub fn spoilt(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the base has no {from:?}");
        text.replacen(from, to, 1)
    })
}

pub fn contract(changes: &[(&str, &str)]) -> Contract {
    parse(&spoilt(changes)).unwrap_or_else(|errors| panic!("{errors}"))
}
