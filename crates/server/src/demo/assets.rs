//! Assets and spares of the demo, made up: a store that the year's service sheets draw on, registers with a few
//! differences between departments, and counts. Holders are posts, never people.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use jianyue_assets::{
    AssetError,
    model::{Asset, Book, EntryKind, Level, MovementKind, State, TakingOf},
    read::{AssetDraft, SpareDraft},
    service::{
        AssetsRequest, Closing, CountedLine, CountedLines, FromContract, LinesRequest, NewClass, NewEntry, NewMovement,
        NewTaking, SparesRequest, add_class, add_entry, assets, begin, close, count, from_contract, import_assets,
        import_spares, lines, link_ticket, move_by_hand, spares,
    },
};
use jianyue_kernel::{Actor, FixedClock, PageRequest, Role};
use jianyue_platform::{App, AppBuilder};
use jianyue_sheets::RowOf;
use jianyue_sla::zone;
use jianyue_ticketing::{
    service::{Desk, ListRequest, list},
    store::{Filter, Sort},
};

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

/// Classes of HS: code, name, the one above, how many, unit of count, model.
type ClassOf = (&'static str, &'static str, Option<&'static str>, u64, &'static str, &'static str);

const CLASSES: [ClassOf; 12] = [
    ("ZD", "终端设备", None, 0, "", ""),
    ("ZD-PC", "台式终端", Some("ZD"), 140, "台", "台式终端（演示型号 A）"),
    ("ZD-NB", "便携终端", Some("ZD"), 36, "台", "便携终端（演示型号 B）"),
    ("ZD-PR", "打印机", Some("ZD"), 30, "台", "激光打印机（演示型号 C）"),
    ("WL", "网络设备", None, 0, "", ""),
    ("WL-SW", "交换机", Some("WL"), 32, "台", "接入交换机（演示型号 D）"),
    ("WL-FW", "防火墙", Some("WL"), 6, "台", "防火墙（演示型号 E）"),
    ("FW", "服务器与存储", None, 0, "", ""),
    ("FW-SV", "服务器", Some("FW"), 24, "台", "机架服务器（演示型号 F）"),
    ("FW-ST", "存储", Some("FW"), 4, "台", "磁盘阵列（演示型号 G）"),
    ("AQ", "安全与密码设备", None, 16, "台", "签名验签服务器（演示型号 H）"),
    ("BG", "办公外设", None, 12, "台", "身份证阅读器（演示型号 I）"),
];

/// Spares of HS: name, model, unit, place, stock, minimum. The year's service sheets use the first one.
type SpareOf = (&'static str, &'static str, &'static str, &'static str, i64, i64);

const SPARES: [SpareOf; 12] = [
    ("网线（演示）", "六类 2 米", "根", "备件柜 A1", 3_000, 100),
    ("内存条（演示）", "DDR4 16G", "条", "备件柜 A2", 24, 8),
    ("固态硬盘（演示）", "SATA 512G", "块", "备件柜 A2", 16, 6),
    ("机械硬盘（演示）", "SAS 1.2T", "块", "备件柜 A3", 9, 6),
    ("台式机电源（演示）", "300W", "个", "备件柜 A3", 10, 4),
    ("服务器电源（演示）", "750W", "个", "备件柜 A4", 4, 2),
    ("光模块（演示）", "万兆多模", "个", "备件柜 B1", 20, 8),
    ("光纤跳线（演示）", "LC-LC 3 米", "根", "备件柜 B1", 60, 20),
    ("接入交换机备机（演示）", "演示型号 D", "台", "备件间", 3, 2),
    ("键盘鼠标套装（演示）", "USB", "套", "备件柜 B2", 25, 10),
    ("USBKey 空白介质（演示）", "演示型号", "个", "保险柜", 120, 50),
    ("硒鼓（演示）", "演示型号 C 用", "个", "备件柜 B3", 18, 6),
];

const PLACES: [&str; 8] = [
    "东城机房（演示）",
    "考务指挥室（演示）",
    "命题区（演示）",
    "一层服务窗口（演示）",
    "二层办公区（演示）",
    "三层办公区（演示）",
    "阅卷场地（演示）",
    "备件间（演示）",
];
const POSTS: [&str; 6] = [
    "窗口岗（演示）",
    "考务岗（演示）",
    "系统管理岗（演示）",
    "网络管理岗（演示）",
    "财务岗（演示）",
    "值班岗（演示）",
];
const UNITS: [&str; 4] = ["信息处（演示）", "考务一处（演示）", "考务二处（演示）", "办公室（演示）"];

fn refused(error: AssetError) -> Failure {
    Failure::input(format!("the assets of the demo: {error}"))
}

/// The application as it was at a moment.
fn at(host: &Host, at: DateTime<Utc>) -> App {
    let env = host.app.env().with_clock(Arc::new(FixedClock::at(at)));
    let modules = &host.modules;
    AppBuilder::new(host.app.db().clone(), env)
        .modules(&modules.all)
        .build(modules.identity.authenticator(&modules.all))
}

/// Ten in the morning, some days ago.
fn morning(end: DateTime<Utc>, days: u64) -> DateTime<Utc> {
    zone::start_of_day(zone::local_date(end) - Days::new(days)) + TimeDelta::hours(10)
}

/// The stores as they are before the year's service sheets draw on them.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn stock(host: &Host, cast: &Cast, contracts: &[DemoContract], first_day: NaiveDate) -> Result<(), Failure> {
    let app = at(host, zone::start_of_day(first_day) + TimeDelta::hours(9));
    for contract in contracts {
        let Some(engineer) = cast.nth(Role::Engineer, contract, 0) else { continue };
        let many = if contract.prefix == "HS" { SPARES.len() } else { 1 };
        let mut rows: Vec<_> = SPARES[..many].iter().map(|spare| spare_draft(spare, None)).collect();
        if contract.prefix == "RE" {
            let face = ("人脸识别摄像头（演示）", "演示型号", "个", "备件间", 6, 2);
            rows.push(spare_draft(&face, Some("4")));
            rows.push(spare_draft(&("窗口屏电源（演示）", "12V", "个", "备件间", 10, 4), Some("1")));
        }
        let rows =
            rows.into_iter().zip(2..).map(|(draft, line)| RowOf { line, about: draft.name.clone(), draft: Ok(draft) });
        let mut tx = app.db().write().await?;
        let file = (contract.id, "备件库（演示）.xlsx");
        import_spares(&app, &mut tx, engineer, file, rows.collect(), false).await.map_err(refused)?;
        tx.commit().await?;
    }
    Ok(())
}

fn spare_draft((name, model, unit, place, stock, minimum): &SpareOf, work: Option<&str>) -> SpareDraft {
    SpareDraft {
        code: None,
        name: (*name).to_owned(),
        model: Some((*model).to_owned()),
        unit: Some((*unit).to_owned()),
        work: work.map(str::to_owned),
        place: Some((*place).to_owned()),
        stock: Some(*stock),
        minimum: Some(*minimum),
        note: None,
    }
}

/// The registers as they stand at `end`, with counts.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    for contract in contracts {
        let Some(engineer) = cast.nth(Role::Engineer, contract, 0) else { continue };
        match contract.prefix.as_str() {
            "HS" => exam_security(host, engineer, contract, end).await?,
            "RE" => {
                let each = ["RE-I3.screens", "RE-I3.queue"];
                let place = ["一层受理大厅（演示）", "二层受理大厅（演示）", "发证窗口（演示）"];
                contracted(host, engineer, contract, &each, &place, end).await?;
            }
            "SC" => contracted(host, engineer, contract, &[], &["学籍管理岗（演示）"], end).await?,
            _ => {}
        }
    }
    Ok(())
}

async fn exam_security(
    host: &Host,
    engineer: &Actor,
    contract: &DemoContract,
    end: DateTime<Utc>,
) -> Result<(), Failure> {
    let app = at(host, morning(end, 300));
    let mut tx = app.db().write().await?;
    let mut ids = Vec::new();
    for (code, name, above, ..) in CLASSES {
        let parent_id = above.and_then(|above| ids.iter().find(|(code, _)| *code == above).map(|(_, id)| *id));
        let new = NewClass { code: code.to_owned(), name: name.to_owned(), parent_id };
        ids.push((code, add_class(&app, &mut tx, engineer, contract.id, new).await.map_err(refused)?.id));
    }
    let drafts: Vec<AssetDraft> =
        CLASSES.iter().flat_map(|class| (0..class.3).map(move |n| draft(class, n, zone::local_date(end)))).collect();
    let rows = drafts.into_iter().zip(2..);
    let rows = rows.map(|(draft, line)| RowOf { line, about: draft.name.clone(), draft: Ok(draft) }).collect();
    let file = (contract.id, "资产台账（演示）.xlsx");
    import_assets(&app, &mut tx, engineer, file, rows, false).await.map_err(refused)?;
    from_contract(&app, &mut tx, engineer, contract.id, FromContract::default()).await.map_err(refused)?;
    tx.commit().await?;
    histories(host, engineer, contract, end).await?;
    movements(host, engineer, contract, end).await?;
    counts(host, engineer, contract, end).await
}

/// The nth asset of a class. Some are booked otherwise by the finance department.
fn draft((code, name, _, _, unit, model): &ClassOf, n: u64, today: NaiveDate) -> AssetDraft {
    let pick = |from: &'static [&'static str], by: u64| {
        let place = usize::try_from(n * by + code.len() as u64).unwrap_or_default();
        from[place % from.len()].to_owned()
    };
    let bought = today - Days::new(200 + (n * 37 + code.len() as u64 * 101) % 1_500);
    let price = 300_000 + i64::try_from(n % 7).unwrap_or(0) * 25_000;
    let level = [Level::Business, Level::It, Level::Business, Level::Finance][usize::try_from(n % 4).unwrap_or(0)];
    let state = match n % 23 {
        11 => State::InStock,
        17 => State::InRepair,
        22 => State::Scrapped,
        _ => State::InUse,
    };
    let books = (n.is_multiple_of(3)).then(|| Book {
        level: Level::Finance,
        number: Some(format!("固-{code}-{:04}", n + 1)),
        quantity: Some(if n % 45 == 9 { 2 } else { 1 }),
        price: Some(if n % 60 == 21 { price + 50_000 } else { price }),
    });
    let serial = n.wrapping_add(code.len() as u64 * 1_000 + 1).wrapping_mul(0x9E37_79B9) & 0xFFFF_FFFF;
    AssetDraft {
        code: None,
        class: (*code).to_owned(),
        name: format!("{name}（演示）"),
        level: Some(level),
        work: (!n.is_multiple_of(5)).then(|| "infra".to_owned()),
        place: Some(pick(&PLACES, 3)),
        holder: Some(pick(&POSTS, 5)),
        unit: Some(pick(&UNITS, 7)),
        brand_model: Some((*model).to_owned()),
        serial: Some(format!("{}{serial:08X}", code.replace('-', ""))),
        quantity: None,
        quantity_unit: Some((*unit).to_owned()),
        state: Some(state),
        purchased_on: Some(bought),
        warranty_until: Some(bought + Days::new(1_095)),
        price: Some(price),
        books: books.into_iter().collect(),
        rule: None,
        note: None,
    }
}

/// Moves, repairs and tickets in the files of some assets.
async fn histories(host: &Host, engineer: &Actor, contract: &DemoContract, end: DateTime<Utc>) -> Result<(), Failure> {
    let mut tx = host.app.db().write().await?;
    let desk = Desk::new(host.registry(), host.app.env(), engineer);
    let wanted = ListRequest {
        contract: Some(contract.id.0),
        filter: Filter::default(),
        text: None,
        sort: Sort::Opened,
        page: PageRequest { limit: Some(40), after: None },
    };
    let tickets = list(&mut tx, desk, wanted).await.map_err(|error| Failure::input(error.to_string()))?.items;
    let some = of(&mut tx, engineer, contract, "ZD-PC", 40).await?;
    for (n, asset) in some.iter().enumerate() {
        if let Some(ticket) = tickets.get(n) {
            link_ticket(&host.app, &mut tx, engineer, (asset.id, ticket.id)).await.map_err(refused)?;
        }
        let days = u64::try_from(10 + n * 6).unwrap_or(10);
        let app = at(host, morning(end, days));
        let entry = NewEntry {
            kind: EntryKind::Note,
            text: None,
            at: None,
            place: None,
            holder: None,
            unit: None,
            state: None,
            ticket_id: None,
            run_id: None,
        };
        let entry = match n % 4 {
            0 => NewEntry {
                kind: EntryKind::Moved,
                place: Some(PLACES[n % PLACES.len()].to_owned()),
                holder: Some(POSTS[n % POSTS.len()].to_owned()),
                text: Some("岗位调整，随人调拨（演示）".to_owned()),
                ..entry
            },
            1 => NewEntry {
                kind: EntryKind::Repaired,
                text: Some("更换电源，开机自检正常（演示）".to_owned()),
                state: Some(State::InUse),
                ..entry
            },
            2 => NewEntry {
                kind: EntryKind::Inspected,
                text: Some("周巡检：外观、温度、日志均正常（演示）".to_owned()),
                ..entry
            },
            _ => NewEntry { text: Some("已贴二维码标签（演示）".to_owned()), ..entry },
        };
        add_entry(&app, &mut tx, engineer, asset.id, entry).await.map_err(refused)?;
    }
    Ok(tx.commit().await?)
}

async fn of(
    tx: &mut jianyue_platform::Tx,
    by: &Actor,
    contract: &DemoContract,
    class: &str,
    limit: u32,
) -> Result<Vec<Asset>, Failure> {
    let request = AssetsRequest {
        contract: Some(contract.id.0),
        q: Some(class.to_owned()),
        page: PageRequest { limit: Some(limit), after: None },
        ..AssetsRequest::default()
    };
    Ok(assets(tx, by, request).await.map_err(refused)?.items)
}

/// What came and went; two spares are low now.
async fn movements(host: &Host, engineer: &Actor, contract: &DemoContract, end: DateTime<Utc>) -> Result<(), Failure> {
    let request = SparesRequest { contract: Some(contract.id.0), ..SparesRequest::default() };
    let mut tx = host.app.db().write().await?;
    let all = spares(&mut tx, engineer, request).await.map_err(refused)?.items;
    for (n, spare) in all.iter().enumerate().skip(1) {
        // The fourth and the ninth fall below their minimum, and were not refilled yet.
        let last = if matches!(n, 3 | 8) { spare.stock - spare.minimum + 1 } else { 1 };
        let steps = [(70, MovementKind::Out, 2), (45, MovementKind::In, 2), (6, MovementKind::Out, last)];
        for (days, kind, quantity) in steps {
            let app = at(host, morning(end, days) + TimeDelta::hours(i64::try_from(n % 6).unwrap_or(0)));
            let reason = if kind == MovementKind::In { "采购补充（演示）" } else { "现场更换（演示）" };
            let new = NewMovement {
                id: None,
                kind,
                quantity,
                ticket_id: None,
                asset_id: None,
                reason: Some(reason.to_owned()),
                at: None,
            };
            move_by_hand(&app, &mut tx, engineer, spare.id, new).await.map_err(refused)?;
        }
    }
    Ok(tx.commit().await?)
}

/// A count of spares that was closed with differences, and one of terminals that goes on.
async fn counts(host: &Host, engineer: &Actor, contract: &DemoContract, end: DateTime<Utc>) -> Result<(), Failure> {
    let new = |of, title: &str| NewTaking {
        of,
        title: Some(title.to_owned()),
        rule: None,
        work: None,
        class_id: None,
        place: None,
    };
    let mut tx = host.app.db().write().await?;
    let app = at(host, morning(end, 4));
    let by = engineer;
    let over =
        begin(&app, &mut tx, by, contract.id, new(TakingOf::Spares, "备件月度盘点（演示）")).await.map_err(refused)?;
    let rows = lines(&mut tx, by, over.taking.id, LinesRequest::default()).await.map_err(refused)?.items;
    let counted = rows.iter().enumerate().map(|(n, line)| CountedLine {
        id: Some(line.id),
        counted: Some((line.booked - i64::from(n == 6) * 2 + i64::from(n == 9)).max(0)),
        note: (n == 6).then(|| "两个已用于抢修，未登记（演示）".to_owned()),
        ..CountedLine::default()
    });
    let given = CountedLines { lines: counted.collect() };
    count(&app, &mut tx, by, over.taking.id, given).await.map_err(refused)?;
    let closing = Closing { settle: true, leave_uncounted: false };
    let app = at(host, morning(end, 4) + TimeDelta::hours(2));
    close(&app, &mut tx, by, over.taking.id, closing).await.map_err(refused)?;

    let app = at(host, morning(end, 1));
    let pc = of(&mut tx, by, contract, "ZD-PC", 1).await?;
    let mut begun = new(TakingOf::Assets, "台式终端盘点（演示）");
    begun.class_id = pc.first().map(|asset| asset.class_id);
    let open = begin(&app, &mut tx, by, contract.id, begun).await.map_err(refused)?;
    let page = PageRequest { limit: Some(60), after: None };
    let request = LinesRequest { page, ..LinesRequest::default() };
    let rows = lines(&mut tx, by, open.taking.id, request).await.map_err(refused)?.items;
    let counted = rows.iter().enumerate().map(|(n, line)| CountedLine {
        id: Some(line.id),
        found: Some(n % 29 != 13),
        note: (n % 29 == 13).then(|| "原地点未找到，正在核实（演示）".to_owned()),
        ..CountedLine::default()
    });
    let given = CountedLines { lines: counted.collect() };
    count(&app, &mut tx, by, open.taking.id, given).await.map_err(refused)?;
    Ok(tx.commit().await?)
}

/// What the contract lists, of some lines piece by piece, at made-up places.
async fn contracted(
    host: &Host,
    engineer: &Actor,
    contract: &DemoContract,
    each: &[&str],
    places: &[&str],
    end: DateTime<Utc>,
) -> Result<(), Failure> {
    let app = at(host, morning(end, 300));
    let mut tx = app.db().write().await?;
    let wanted = FromContract { rules: None, class_id: None, each: each.iter().map(ToString::to_string).collect() };
    from_contract(&app, &mut tx, engineer, contract.id, wanted).await.map_err(refused)?;
    let request = AssetsRequest {
        contract: Some(contract.id.0),
        page: PageRequest { limit: Some(200), after: None },
        ..AssetsRequest::default()
    };
    let all = assets(&mut tx, engineer, request).await.map_err(refused)?.items;
    let drafts = all.into_iter().enumerate().map(|(n, asset)| AssetDraft {
        code: Some(asset.code),
        class: asset.class_code,
        name: asset.name,
        place: Some(places[n % places.len()].to_owned()),
        holder: Some(POSTS[n % POSTS.len()].to_owned()),
        ..AssetDraft::default()
    });
    let rows = drafts.zip(2..);
    let rows = rows.map(|(draft, line)| RowOf { line, about: draft.name.clone(), draft: Ok(draft) }).collect();
    let file = (contract.id, "合同资产（演示）.xlsx");
    import_assets(&app, &mut tx, engineer, file, rows, false).await.map_err(refused)?;
    Ok(tx.commit().await?)
}
