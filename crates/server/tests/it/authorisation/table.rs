//! Who may do what over HTTP: one row for each operation of the description, and nothing else.

use jianyue_kernel::Role::{
    self, Auditor, ClientOfficial, Engineer, Finance, HotlineAgent, SecurityAdministrator, SystemAdministrator,
    VendorManager,
};

use super::{
    assets::Kept as Stored, assurance::Assured, billing::Told, catalogue::Asked, certificates::Registered,
    changes::Moved, databases::Found, deliveries::Delivered, emergencies::Burning, letters::Written, probes::Thing,
    reports::Reported, security::Guarded, staffing::Staffed,
};

/// Who may call an operation.
#[derive(Clone, Copy, Debug)]
pub enum Access {
    /// Everybody, signed in or not.
    Public,
    /// Whoever is signed in, for themselves.
    Own,
    /// Whoever is signed in in person: what an API token never does.
    OwnInPerson,
    /// Whoever holds the refresh cookie of a session; nothing else counts.
    RefreshCookie,
    /// These roles, on the contract concerned; administrators on every one.
    On(&'static [Role]),
    /// These roles, wherever they are held: each sees what it may see.
    Listed(&'static [Role]),
}

/// What the request is about, made anew for every call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Nothing in particular.
    Nothing,
    /// The contract HS: `{id}`.
    Contract,
    /// A ticket of HS: `{id}`.
    Ticket(Phase),
    /// A ticket of HS with a service sheet: `{id}`, `{sheet}`.
    Sheet,
    /// A file of a ticket of HS: `{id}`.
    File,
    /// Somebody who works on HS: `{id}`.
    Person,
    /// The same with the session they are signed in by: `{session_id}`.
    PersonWithSession,
    /// An open invitation to HS, made by a security administrator: `{id}`.
    Invitation,
    /// The caller's session: `{id}`.
    OwnSession,
    /// A token of the caller's: `{id}`.
    OwnToken,
    /// A build that the caller asked for and that waits: `{id}`.
    OwnBuild,
    /// A browser of the caller's that is told by push: `{id}`.
    OwnDevice,
    /// A place of HS: `{id}`.
    Site,
    /// A call of HS: `{id}`.
    Call,
    /// An article of HS that is shown to the client: `{id}`.
    Article(Draft),
    /// A return call to whoever reported a closed ticket of HS: `{id}`.
    ReturnCall,
    /// A shift on the roster of HS: `{id}`.
    Shift,
    /// Special days of HS: `{id}`.
    SpecialDays,
    /// A phone system with a line of HS: `{id}`.
    FeedSource,
    /// A view, reply template or macro of the caller's: `{id}`.
    OwnKept(Keep),
    /// A message of the outbox about HS that failed: `{id}`.
    Message,
    /// A group's robot: `{id}`.
    Channel,
    /// An address at which mail for HS arrives: `{id}`.
    MailAddress,
    /// A mail that waits in quarantine: `{id}`.
    HeldMail,
    /// HS with the version of its notification rules: `{id}`.
    Rules,
    /// A template for messages of HS: `{id}`.
    Template,
    /// Something that HS owes today: `{id}`.
    Occurrence,
    /// A run of it: `{id}`, with a picture: `{digest}`.
    Round(Begun),
    /// A checklist of HS: `{id}`.
    Checklist,
    /// HS with checklists that are the house's own: `{id}`.
    HouseLists,
    /// A certificate of HS, or something that is asked for: `{id}`.
    Registered(Registered),
    /// A change of HS, or a file of one: `{id}`.
    Moved(Moved),
    /// A special period of HS, or something of one: `{id}`.
    Assured(Assured),
    /// A service request of HS, or a file of one: `{id}`.
    Asked(Asked),
    /// An emergency of HS, a plan, a drill or a contact: `{id}`.
    Burning(Burning),
    /// An entry of the ledger of HS, or a file of one: `{id}`.
    Told(Told),
    /// A backup policy of HS: `{id}`.
    Backup,
    /// A restore drill of it: `{id}`.
    Drill,
    /// A database of HS, or what was found in it: `{id}`, with the table `{table}`.
    Database(Found),
    /// What HS has of deliveries, money, readers and keys: `{id}`.
    Delivered(Delivered),
    /// Something that HS looks after: `{id}`.
    Kept(Stored),
    /// Something of HS that is watched: `{id}`.
    Watched(Thing),
    /// A letter of HS, or a file: `{id}`.
    Written(Written),
    /// Staff and trainings of HS: `{id}`.
    Staffed(Staffed),
    /// A report of HS: `{id}`.
    Reported(Reported),
    /// What HS keeps of security: `{id}`.
    Guarded(Guarded),
    /// A new ticket of HS: `{id}`, and a reply template or macro that is shared on HS.
    TicketAndShared(Keep),
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    Open,
    Signed,
    Closed,
}

/// How far an article has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    Written,
    Submitted,
    Published,
}

/// What people keep at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    View,
    ReplyTemplate,
    Macro,
}

/// How far a ticket has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Open,
    Taken,
    Paused,
    Resolved,
    Closed,
}

/// An operation and who may call it.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub operation: &'static str,
    pub access: Access,
    pub about: About,
    /// A valid body; `$HS`, `$OTHER` (a ticket), `$ENGINEER` and `$PASSWORD` are filled in. Empty: none.
    pub body: &'static str,
    /// What is put behind the path.
    pub query: &'static str,
    /// The status of the answer to who may.
    pub status: u16,
}

const EVERYBODY: &[Role] = &Role::ALL;
const SECURITY: Access = Access::On(&[SecurityAdministrator]);
const SYSTEM: Access = Access::On(&[SystemAdministrator]);
const ADMINISTRATORS: Access = Access::On(&[SecurityAdministrator, SystemAdministrator, Auditor]);
const AUDIT: Access = Access::On(&[Auditor]);
const CONTRACT: Access =
    Access::On(&[ClientOfficial, VendorManager, Engineer, HotlineAgent, Finance, Auditor, SystemAdministrator]);
const READ: Access = Access::On(&[ClientOfficial, VendorManager, Engineer, HotlineAgent, Finance]);
const WRITE: Access = Access::On(&[ClientOfficial, VendorManager, Engineer, HotlineAgent]);
const WORK: Access = Access::On(&[VendorManager, Engineer, HotlineAgent]);
const ACCEPT: Access = Access::On(&[ClientOfficial, HotlineAgent]);
const CLOSE: Access = Access::On(&[ClientOfficial, VendorManager, HotlineAgent]);
const READERS: &[Role] = &[ClientOfficial, VendorManager, Engineer, HotlineAgent, Finance];
const DESK: &[Role] = &[VendorManager, Engineer, HotlineAgent];
const OUTBOX: Access = Access::On(&[VendorManager, SystemAdministrator]);
const RULES: Access = Access::On(&[VendorManager]);
const SHIFT: &str =
    r#"{"duty":"phone","person_id":"$NEW_AGENT","from":"2026-03-03T00:00:00Z","to":"2026-03-03T08:00:00Z"}"#;
/// A browser that wants to be told by push; the keys are those of RFC 8291.
pub const DEVICE: &str = r#"{"endpoint":"https://push.example.net/push/abc","device":"浏览器（测试）","keys":{"p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}}"#;
const ROUNDS: Access = Access::On(&[VendorManager, Engineer]);
const CHECKLIST: &str =
    r#"{"title":"测试表","items":[{"key":"a","title":"状态","kind":"yes_no"}],"signatures":[],"sheet":"plain"}"#;
const CHECKLIST_OF_RULE: &str = r#"{"rule":"HS-I1.weekly","kind":"inspection","title":"系统周巡检单","items":[{"key":"a","title":"状态","kind":"yes_no"}],"signatures":[],"sheet":"weekly"}"#;
/// A white pixel.
pub const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";
const SIGNATURE: &str = r#"{"who":"engineer","name":"签字人（测试）","image":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII="}"#;
/// Of something that there is not: answered, and refused.
const ROUND_STEPS: &str = r#"{"operations":[{"id":"00000000-0000-7000-8000-000000000001","device_at":"2026-03-02T00:00:00Z","occurrence_id":"00000000-0000-7000-8000-000000000002","step":{"do":"close"}}]}"#;
const BACKUP: &str = r#"{"title":"数据库","what":"database","source":{"kind":"folder","path":"/no/such/folder"},"pattern":"*.dump","format":"pg_custom","enabled":false}"#;
const PROBE: &str =
    r#"{"system_id":"$SYSTEM","title":"端口","kind":"tcp","target":{"host":"127.0.0.1","port":9},"enabled":false}"#;
const STORE: Access = Access::On(&[ClientOfficial, VendorManager, Engineer, HotlineAgent, Finance, Auditor]);
const DUTIES: Access = Access::On(&[ClientOfficial, VendorManager, Engineer]);
const CONSENT: Access = Access::On(&[ClientOfficial]);
const ROSTER: Access = Access::On(&[ClientOfficial, VendorManager, HotlineAgent, Engineer]);
const MANAGER: Access = Access::On(&[VendorManager]);
const HOTLINE: Access = Access::On(&[ClientOfficial, VendorManager, HotlineAgent]);
const CALLS: Access = Access::On(&[VendorManager, HotlineAgent]);
const MEASURES: Access = Access::On(&[ClientOfficial, VendorManager, HotlineAgent, Finance]);
const SITES: Access = Access::On(&[ClientOfficial, VendorManager]);
const OPENERS: &[Role] = &[ClientOfficial, VendorManager, Engineer, HotlineAgent];
const PEOPLE: &[Role] = &[VendorManager, SecurityAdministrator];

use About::{
    Article, Backup, Call, Channel, Checklist, Contract, Drill, FeedSource, File, HeldMail, HouseLists, Invitation,
    MailAddress, Message, Nothing, Occurrence, OwnBuild, OwnDevice, OwnKept, OwnSession, OwnToken, Person,
    PersonWithSession, ReturnCall, Round, Rules, Shift, Site, SpecialDays, Template, Ticket, TicketAndShared, Watched,
};
use Access::{Listed, On, Own, OwnInPerson, Public, RefreshCookie};
use Phase::{Closed, Open, Paused, Resolved, Taken};

const fn get(operation: &'static str, access: Access, about: About) -> Row {
    row(operation, access, about, "", 200)
}

const fn row(operation: &'static str, access: Access, about: About, body: &'static str, status: u16) -> Row {
    Row { operation, access, about, body, query: "", status }
}

impl Row {
    const fn with(self, query: &'static str) -> Self {
        Self { query, ..self }
    }
}

/// A robot that nobody reaches: its address is refused before anything is sent.
const CHANNEL: &str = r#"{"name":"群","settings":{"kind":"wecom","webhook":"http://127.0.0.1:9/send"}}"#;
const TEMPLATE: &str = r#"{"name":"催办","line":"{{ number }}","body":"{{ title }}"}"#;
const TEXT: &str = r#"{"text":"已收到，正在处理"}"#;
/// Its days are over: nobody could declare it.
const SPECIAL_PERIOD: &str =
    r#"{"title":"保障","occasion":"event","reason":"通知","from":"2020-01-01","to":"2020-01-02"}"#;
const REASON: &str = r#"{"reason":"经双方确认"}"#;
const CERTIFICATE: &str = r#"{"holder":"持证人（测试）","unit":"某处（测试）","serial":"$SERIAL","issuer":"北京 CA","valid_until":"2027-03-01"}"#;
const APPLICATION: &str =
    r#"{"kind":"apply","wanted":{"holder":"新人（测试）","unit":"某处（测试）"},"reason":"新入职"}"#;
const DATABASE: &str =
    r#"{"title":"库 $OTHER","engine":"postgres","target":{"host":"db.example","database":"core","username":"reader"}}"#;
const MONEY: Access = Access::On(&[ClientOfficial, VendorManager, Finance]);
const PAYERS: &[Role] = &[ClientOfficial, Finance];
const DEMAND: &str = r#"{"kind":"demand","for":"HS-M1.1","on":"2022-01-05"}"#;
const DATA: Access = Access::On(&[ClientOfficial, VendorManager, Engineer, Auditor]);
const CHANGE: &str = r#"{"works":["apps"],"title":"升级（测试）","reason":"缺陷","kind":"patch","urgency":"normal","risk":"low","risk_note":"无","plan":["升级"],"test_plan":"登录","roll_back_plan":"恢复快照","planned_from":"2026-03-02T12:00:00Z","planned_to":"2026-03-02T14:00:00Z"}"#;
const CHANGE_TEST: &str = r#"{"environment":"测试环境","passed":1,"failed":0,"result":"passed"}"#;
const WORD: &str = r#"{"given_by":"李处（测试）","given_at":"2026-03-02T01:00:00Z"}"#;
/// An emergency plan, as small as can be.
pub const PLAN_OF_EMERGENCY: &str = r#"{"title":"预案（测试）","body":{"scenario":"瘫痪","roles":[{"role":"总指挥","holder":"经理","commander":true}],"contacts":[{"post":"值班","phone":"010-55550101"}],"steps":[{"role":"总指挥","text":"启动"}]}}"#;
const EMERGENCY_REPORT: &str = r#"{"cause":"断电","effect":"不能登录","handling":"送电","measures":"双路"}"#;
const EMERGENCY_DRILL: &str = r#"{"title":"演练（测试）","scenario":"断电","planned_on":"2030-01-01"}"#;
const EMERGENCY_DRILL_MOVED: &str = r#"{"planned_on":"2030-02-01","reason":"施工（测试）"}"#;
const EMERGENCY_DRILL_HELD: &str =
    r#"{"held_at":"2026-03-01T01:00:00Z","minutes":5,"participants":"甲","summary":"好"}"#;
const NAME: &str = r#"{"name":"改名"}"#;
const LETTERS: Access = Access::On(&[ClientOfficial, VendorManager, Engineer, Finance, Auditor]);
const LETTER: &str = r#"{"direction":"client","rule":"ALL-O2.account","subject":"账户变更（测试）","text":"正文"}"#;
const CODE: &str = r#"{"code":"000000"}"#;

const SERVICE_FORM: &str = r#"{"based_on":0,"rule":"HS-O2.purchase","enabled":true,"note":"测试","definition":{"title":"采购咨询","kind":"purchase","fields":[{"key":"what","title":"想买什么","kind":"text"}],"approval":"client"}}"#;
const SERVICE_SIGNED: &str = r#"{"name":"签字人（测试）","signature":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII="}"#;

const STAFFING: Access = Access::On(&[ClientOfficial, VendorManager, Engineer, Finance]);
/// A training that HS asks for.
pub const TRAINING: &str = r#"{"rule":"HS-O2.training","topic":"新功能使用","audience":"新用户","place":"会议室","trainer":"讲师（测试）","planned_on":"2026-03-03"}"#;
const ABSENCE: &str =
    r#"{"post":"HS-W1.onsite","staff_id":"$STAFF","from_on":"2026-03-04","to_on":"2026-03-04","reason":"年假"}"#;
const ON_SITE: &str =
    r#"{"post":"HS-W1.onsite","staff_id":"$STAFF","day":"2026-03-02","came":"09:00:00","reason":"补记"}"#;
const STAFF_CHANGE: &str =
    r#"{"assignment_id":"$ASSIGNMENT","coming_id":"$COMING","effective_on":"2026-03-09","reason":"轮换"}"#;

const EVALUATION: &str = r#"{"system":"系统（测试）","level":3,"body":"测评机构（测试）","asked_on":"2026-02-01"}"#;
const EVALUATION_FINDING: &str = r#"{"standard":"8.1.4","text":"口令 $SERIAL","severity":"low","due_on":"2026-04-01"}"#;
const PLEDGE: &str = r#"{"name":"$SERIAL","position":"工程师","organisation":"乙方（测试）","joined_on":"2026-03-01"}"#;
const VULNERABILITY: &str =
    r#"{"source":"client","title":"弱口令 $SERIAL","severity":"high","received_on":"2026-03-01"}"#;
const WITNESS: &str = r#"{"name":"见证人（测试）","image":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII="}"#;

/// The table, by name of the operation.
pub const TABLE: &[Row] = &[
    get("account_read", MONEY, Contract),
    row("account_what_if", MONEY, Contract, r#"{"entries":[]}"#, 200),
    row("agent_add", MANAGER, Nothing, r#"{"contract_id":"$HS","name":"代理 $OTHER"}"#, 201),
    get("agent_list", ROSTER, Contract),
    row("agent_readings", Public, Watched(Thing::Agent), r#"{"every_seconds":60,"readings":[]}"#, 401),
    row("agent_remove", MANAGER, Watched(Thing::Agent), "", 204),
    row("agent_rotate", MANAGER, Watched(Thing::Agent), "", 200),
    row(
        "article_create",
        WORK,
        Nothing,
        r#"{"contract_id":"$HS","title":"登录失败","problem":"登录失败","solution":"重启服务"}"#,
        201,
    ),
    row("article_edit", WORK, Article(Draft::Written), r#"{"contract_id":"$HS","title":"登录失败（补充）"}"#, 200),
    get("article_get", ROSTER, Article(Draft::Published)),
    get("article_list", Listed(EVERYBODY), Nothing),
    row("article_publish", MANAGER, Article(Draft::Submitted), "{}", 200),
    row("article_retire", MANAGER, Article(Draft::Published), REASON, 200),
    row("article_return", MANAGER, Article(Draft::Submitted), REASON, 200),
    get("article_revisions", WORK, Article(Draft::Published)),
    row("article_submit", WORK, Article(Draft::Written), "", 200),
    get("article_suggest", ROSTER, Nothing).with("?contract=$HS&q=%E7%99%BB%E5%BD%95"),
    row("article_used", WORK, Article(Draft::Published), r#"{"ticket_id":"$OTHER"}"#, 200),
    row("asset_add", ROUNDS, Contract, r#"{"class_id":"$CLASS","name":"终端（测试）"}"#, 201),
    row("asset_change", ROUNDS, About::Kept(Stored::Asset), r#"{"note":"已核对"}"#, 200),
    row("asset_class_add", ROUNDS, Contract, r#"{"code":"$SERIAL","name":"终端（测试）"}"#, 201),
    row("asset_class_change", ROUNDS, About::Kept(Stored::Class), NAME, 200),
    get("asset_class_list", STORE, Contract),
    row("asset_entry_add", ROUNDS, About::Kept(Stored::Asset), r#"{"kind":"note","text":"已核对"}"#, 201),
    get("asset_export", STORE, Contract).with("?template=true"),
    get("asset_file", STORE, About::Kept(Stored::Asset)),
    row("asset_from_contract", ROUNDS, Contract, "{}", 200),
    get("asset_get", STORE, About::Kept(Stored::Asset)),
    row("asset_import", ROUNDS, Contract, "$FILE", 422),
    get("asset_labels", Listed(EVERYBODY), Nothing).with("?contract=$HS&limit=1"),
    get("asset_list", Listed(EVERYBODY), Nothing),
    get("asset_scan", STORE, About::Kept(Stored::Asset)).with("?text=$ID"),
    get("asset_summary", STORE, Contract),
    row("asset_ticket_add", ROUNDS, About::Kept(Stored::Asset), r#"{"ticket_id":"$OTHER"}"#, 200),
    get("asset_tickets", STORE, About::Kept(Stored::Asset)),
    get("assurance_file", ROSTER, About::Assured(Assured::File)),
    row("assurance_item_add", ROUNDS, About::Assured(Assured::Confirmed), r#"{"phase":"before","title":"清理"}"#, 201),
    row("assurance_item_file_add", ROUNDS, About::Assured(Assured::Item), "$FILE", 201),
    row("assurance_item_remove", ROUNDS, About::Assured(Assured::OwnItem), "", 200),
    row("assurance_item_tick", ROUNDS, About::Assured(Assured::Item), r#"{"done":true}"#, 200),
    row("assurance_phase_complete", ROUNDS, About::Assured(Assured::Phase), r#"{"summary":"完成"}"#, 409),
    get("attachment_get", READ, File),
    get("audit_search", AUDIT, Nothing),
    row("audit_verify", AUDIT, Nothing, "", 200),
    row("backup_check", ROUNDS, Backup, "", 200),
    get("backup_check_list", ROSTER, Backup),
    row("backup_drill_ask", ROUNDS, Backup, "", 202),
    get("backup_drill_get", ROSTER, Drill),
    get("backup_drill_list", ROSTER, Backup),
    get("backup_drill_paper", ROSTER, Drill).with("?format=html"),
    get("backup_file_list", ROSTER, Backup),
    row("backup_policy_add", ROUNDS, Contract, BACKUP, 201),
    row("backup_policy_change", ROUNDS, Backup, r#"{"title":"另一个名称"}"#, 200),
    get("backup_policy_get", ROSTER, Backup),
    get("backup_policy_list", Listed(EVERYBODY), Nothing),
    get("backup_policy_paper", ROSTER, Backup).with("?format=html"),
    row("backup_policy_remove", ROUNDS, Backup, "", 204),
    get("billing_calendar", Listed(EVERYBODY), Nothing),
    get("billing_entry_list", MONEY, Contract),
    row("billing_entry_tell", MONEY, Contract, DEMAND, 201),
    get("billing_feed", Listed(EVERYBODY), Nothing),
    row("billing_file_add", MONEY, About::Told(Told::Entry), "$FILE", 201),
    get("billing_file_get", MONEY, About::Told(Told::File)),
    get("billing_forecast", Listed(EVERYBODY), Nothing),
    get("billing_journal", MONEY, Contract),
    get("billing_payment_application", MONEY, Contract).with("?line=HS-M1.1&format=html"),
    get("billing_penalties", Listed(EVERYBODY), Nothing),
    get("billing_penalty_notice", MONEY, Contract).with("?breach=$BREACH&format=html"),
    row("billing_reconcile", Listed(PAYERS), Nothing, "$FILE", 422),
    get("billing_reconcile_template", Listed(PAYERS), Nothing),
    get("billing_schedule", Listed(EVERYBODY), Nothing),
    get("billing_schedule_export", Listed(EVERYBODY), Nothing),
    row("build_cancel", Own, OwnBuild, "", 200),
    row("build_file", Own, OwnBuild, "", 409),
    get("build_find", Own, OwnBuild),
    get("build_list", Own, Nothing),
    row("calendar_load", SYSTEM, Nothing, r#"{"text":"date,kind,name\n2027-01-01,holiday,元旦\n"}"#, 201),
    row("calendar_moved_deadlines", SYSTEM, Nothing, r#"{"text":"date,kind,name\n2028-01-01,holiday,元旦\n"}"#, 200),
    get("calendar_years", Own, Nothing),
    row("call_edit", CALLS, Call, r#"{"note":"已指导处理"}"#, 200),
    get("call_get", HOTLINE, Call),
    row("call_link", CALLS, Call, r#"{"ticket_id":"$OTHER"}"#, 200),
    get("call_list", Listed(EVERYBODY), Nothing),
    row("call_log", CALLS, Contract, r#"{"channel":"phone","topic":"$OTHER"}"#, 201),
    get("caller_find", Listed(OPENERS), Nothing).with("?number=13800000000"),
    row(
        "card_key_add",
        ROUNDS,
        Contract,
        r#"{"number":"K1","kind":"psam","title":"密钥","custodian":"甲","place":"柜"}"#,
        409,
    ),
    row("card_key_count_add", ROUNDS, Contract, r#"{"lines":[]}"#, 422),
    get("card_key_count_list", STORE, Contract),
    get("card_key_get", STORE, About::Delivered(Delivered::Key)),
    get("card_key_list", STORE, Contract),
    row(
        "card_key_move",
        ROUNDS,
        About::Delivered(Delivered::Key),
        r#"{"kind":"destroyed","witness":"见证人（测试）","reason":"到期"}"#,
        201,
    ),
    // The picture itself was never kept here.
    row("card_key_signature", STORE, About::Delivered(Delivered::Line), "", 410),
    row("card_reader_add", ROUNDS, Contract, r#"{"number":"D1"}"#, 409),
    get("card_reader_get", STORE, About::Delivered(Delivered::Reader)),
    get("card_reader_list", STORE, Contract),
    row("card_reader_move", ROUNDS, About::Delivered(Delivered::Reader), r#"{"kind":"scrapped","text":"损坏"}"#, 201),
    row("certificate_add", ROUNDS, Contract, CERTIFICATE, 201),
    row("certificate_change", ROUNDS, About::Registered(Registered::Certificate), r#"{"note":"已核对"}"#, 200),
    row("certificate_check", ROUNDS, About::Registered(Registered::Certificate), "", 200),
    get("certificate_export", ROSTER, Contract).with("?template=true"),
    get("certificate_forecast", ROSTER, Contract),
    get("certificate_get", ROSTER, About::Registered(Registered::Certificate)),
    row("certificate_import", ROUNDS, Contract, "$FILE", 422),
    row("certificate_issuer_add", ROUNDS, Contract, "$FILE", 422),
    get("certificate_issuers", ROSTER, Contract),
    get("certificate_list", Listed(EVERYBODY), Nothing),
    row("certificate_request_add", WRITE, Contract, APPLICATION, 201),
    row(
        "certificate_request_decide",
        On(&[ClientOfficial]),
        About::Registered(Registered::Asked),
        r#"{"approve":true}"#,
        200,
    ),
    row("certificate_request_finish", ROUNDS, About::Registered(Registered::Approved), "{}", 200),
    get("certificate_request_get", ROSTER, About::Registered(Registered::Asked)),
    get("certificate_request_list", Listed(EVERYBODY), Nothing),
    // Only whoever asked takes a request back.
    row("certificate_request_withdraw", ROSTER, About::Registered(Registered::Asked), "", 409),
    get("certificate_seen", ROSTER, Contract),
    row("change_password", OwnInPerson, Nothing, r#"{"current":"$PASSWORD","new":"Mountain-river-47"}"#, 204),
    get("contract_availability", ROSTER, Contract).with("?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z"),
    get("contract_backup_policy_list", ROSTER, Contract),
    get("contract_catalogue", CONTRACT, Contract),
    get("contract_findings", CONTRACT, Contract),
    get("contract_get", CONTRACT, Contract),
    row("contract_import", SYSTEM, Nothing, r#"{"text":$NEW_CONTRACT}"#, 201),
    get("contract_list", Listed(EVERYBODY), Nothing),
    get("contract_plan", CONTRACT, Contract).with("?from=2026-03-01&to=2026-03-31"),
    get("contract_probe_list", ROSTER, Contract),
    get("contract_version_text", CONTRACT, Contract),
    get("contract_versions", CONTRACT, Contract),
    row("courier_feed", Public, Nothing, r#"{"events":[]}"#, 401),
    row("courier_source_add", MANAGER, Contract, r#"{"name":"快递"}"#, 409),
    get("courier_source_list", MANAGER, Contract),
    row("courier_source_remove", MANAGER, About::Delivered(Delivered::Source), "", 204),
    row("courier_source_rotate", MANAGER, About::Delivered(Delivered::Source), "", 200),
    get("courier_unknown_list", STORE, Contract),
    row("courier_unknown_settle", ROUNDS, About::Delivered(Delivered::Unknown), r#"{"note":"别处的件"}"#, 200),
    row("credential_add", MANAGER, Contract, r#"{"name":"凭据 $OTHER","password":"x"}"#, 201),
    get("credential_list", ROUNDS, Contract),
    row("credential_remove", MANAGER, Watched(Thing::Credential), "", 204),
    row("credential_replace", MANAGER, Watched(Thing::Credential), r#"{"name":"凭据 $OTHER","password":"y"}"#, 200),
    get("data_reading_difference", DATA, About::Database(Found::Reading)),
    get("data_reading_document", DATA, About::Database(Found::Reading)),
    get("data_reading_get", DATA, About::Database(Found::Reading)),
    get("data_reading_list", DATA, About::Database(Found::Source)),
    get("data_reading_table", DATA, About::Database(Found::Reading)),
    row("data_source_add", ROUNDS, Contract, DATABASE, 201),
    row("data_source_change", ROUNDS, About::Database(Found::Source), r#"{"schemas":["core"]}"#, 200),
    row("data_source_comment", ROUNDS, About::Database(Found::Source), r#"{"table":"unit","text":"单位"}"#, 200),
    get("data_source_get", DATA, About::Database(Found::Source)),
    get("data_source_list", Listed(EVERYBODY), Nothing),
    get("data_source_list_of", Listed(EVERYBODY), Contract),
    row("data_source_read", ROUNDS, About::Database(Found::Source), "", 202),
    row("data_source_remove", ROUNDS, About::Database(Found::Source), "", 204),
    row(
        "dead_letter_discard",
        SYSTEM,
        Nothing,
        r#"{"items":[{"subscriber":"x.y","seq":1}],"reason":"已人工处理"}"#,
        200,
    ),
    get("dead_letter_list", SYSTEM, Nothing),
    row("dead_letter_retry", SYSTEM, Nothing, r#"{"items":[{"subscriber":"x.y","seq":1}]}"#, 200),
    row("delivery_batch_import", ROUNDS, Contract, "$FILE", 422).with("?kind=payments"),
    get("delivery_batch_list", STORE, Contract),
    get("delivery_batch_template", ROUNDS, Contract).with("?kind=made"),
    row(
        "delivery_event_add",
        ROUNDS,
        About::Delivered(Delivered::Order),
        r#"{"kind":"note","text":"已电话联系"}"#,
        201,
    ),
    get("delivery_get", STORE, About::Delivered(Delivered::Order)),
    get("delivery_list", STORE, Contract),
    get("delivery_summary", STORE, Contract),
    row("dossier_build", SITES, Contract, "", 202),
    get("dossier_get", LETTERS, Contract),
    row("duty_file_add", ROUNDS, Contract, "$FILE", 201).with("?key=document:HS-R1.monthly:2021-11-01"),
    get("duty_file_get", READ, About::Written(Written::DutyFile)),
    get("duty_file_list", READ, Contract).with("?key=document:HS-R1.monthly:2021-11-01"),
    get("duty_list", READ, Contract).with("?from=2021-11-01&to=2021-12-31"),
    row("duty_open", DUTIES, Contract, r#"{"rule":"HS-O1.change","note":"升级","happened_on":"2021-12-01"}"#, 201),
    row("duty_prove", ROUNDS, Contract, r#"{"key":"document:HS-R1.monthly:2021-11-01","text":"已签收"}"#, 200),
    get("duty_summary", READ, Contract).with("?from=2021-11-01&to=2021-12-31"),
    row("duty_waive", CONSENT, Contract, r#"{"key":"document:HS-R1.monthly:2021-12-01","reason":"合并"}"#, 200),
    row("emergency_confirm", CONSENT, About::Burning(Burning::Reported), "{}", 200),
    get("emergency_contact_list", Listed(EVERYBODY), Nothing),
    row("emergency_contact_test", ROUNDS, About::Burning(Burning::Contact), r#"{"reached":true,"minutes":2}"#, 201),
    get("emergency_contact_tests", ROSTER, About::Burning(Burning::Contact)),
    row("emergency_drill_file_add", ROUNDS, About::Burning(Burning::Drill), "$FILE", 201),
    get("emergency_drill_get", ROSTER, About::Burning(Burning::Drill)),
    row("emergency_drill_hold", ROUNDS, About::Burning(Burning::Drill), EMERGENCY_DRILL_HELD, 200),
    get("emergency_drill_list", Listed(EVERYBODY), Nothing),
    row("emergency_drill_move", MANAGER, About::Burning(Burning::Drill), EMERGENCY_DRILL_MOVED, 200),
    get("emergency_drill_paper", ROSTER, About::Burning(Burning::Drill)).with("?format=html"),
    row("emergency_drill_plan", MANAGER, Contract, EMERGENCY_DRILL, 201),
    // Only the commander raises it, and nobody commands it yet.
    row("emergency_escalate", ROUNDS, About::Burning(Burning::Emergency), r#"{"level":1,"text":"扩大"}"#, 409),
    row("emergency_file_add", ROUNDS, About::Burning(Burning::Emergency), "$FILE", 201).with("?part=report"),
    get("emergency_file_get", ROSTER, About::Burning(Burning::File)),
    row("emergency_finding_end", ROUNDS, About::Burning(Burning::Finding), r#"{"note":"已整改"}"#, 200),
    get("emergency_get", ROSTER, About::Burning(Burning::Emergency)),
    get("emergency_list", Listed(EVERYBODY), Nothing),
    row("emergency_log", ROUNDS, About::Burning(Burning::Emergency), r#"{"kind":"decision","text":"切换"}"#, 201),
    row("emergency_open", DUTIES, Contract, r#"{"title":"不能登录（测试）"}"#, 201),
    get("emergency_paper", ROSTER, About::Burning(Burning::Emergency)).with("?format=html"),
    row("emergency_plan_add", MANAGER, Contract, PLAN_OF_EMERGENCY, 201),
    row("emergency_plan_agree", CONSENT, About::Burning(Burning::Published), "{}", 200),
    row("emergency_plan_edit", MANAGER, About::Burning(Burning::Draft), PLAN_OF_EMERGENCY, 200),
    get("emergency_plan_get", ROSTER, About::Burning(Burning::Published)),
    get("emergency_plan_list", Listed(EVERYBODY), Nothing),
    row("emergency_plan_publish", MANAGER, About::Burning(Burning::Published), "", 409),
    row("emergency_report", MANAGER, About::Burning(Burning::StoodDown), EMERGENCY_REPORT, 200),
    row("emergency_report_day", CONSENT, About::Burning(Burning::StoodDown), r#"{"on":"2030-01-01"}"#, 200),
    row("emergency_return", CONSENT, About::Burning(Burning::Reported), REASON, 200),
    row("emergency_role_take", ROUNDS, About::Burning(Burning::Emergency), r#"{"role":"总指挥"}"#, 200),
    get("emergency_rule_list", ROSTER, Contract),
    row("emergency_stand_down", ROUNDS, About::Burning(Burning::Emergency), r#"{"text":"恢复"}"#, 409),
    get("events", Listed(EVERYBODY), Nothing),
    row("feed_source_add", SYSTEM, Nothing, r#"{"name":"$OTHER","lines":[{"line":"1","contract_id":"$HS"}]}"#, 201),
    get("feed_source_list", SYSTEM, Nothing),
    row("feed_source_remove", SYSTEM, FeedSource, "", 204),
    row("feed_source_rotate", SYSTEM, FeedSource, "", 200),
    row(
        "field_sync",
        Listed(EVERYBODY),
        Nothing,
        r#"{"operations":[{"id":"00000000-0000-0000-0000-0000000000f1","device_at":"2020-01-01T00:00:00Z","ticket_id":"$OTHER","step":{"do":"take"}}]}"#,
        200,
    ),
    row("hotline_feed", Public, Nothing, r#"{"events":[]}"#, 401),
    get("hotline_satisfaction", MEASURES, Contract).with("?from=2026-03-01&to=2026-03-02"),
    get("hotline_waits", MEASURES, Nothing).with("?contract=$HS&from=2026-03-01&to=2026-03-02"),
    get("inspection_calendar", Listed(EVERYBODY), Nothing),
    row("inspection_checklist_add", MANAGER, HouseLists, CHECKLIST_OF_RULE, 201),
    row("inspection_checklist_change", MANAGER, Checklist, CHECKLIST, 200),
    get("inspection_checklist_list", READ, Contract),
    get("inspection_feed", Listed(EVERYBODY), Nothing),
    row("inspection_photo_add", ROUNDS, Round(Begun::Open), "$FILE", 415),
    get("inspection_photo_get", READ, Round(Begun::Signed)),
    row("inspection_run_answers", ROUNDS, Round(Begun::Open), r#"{"answers":{}}"#, 200),
    row("inspection_run_close", ROUNDS, Round(Begun::Open), "", 200),
    row("inspection_run_correct", ROUNDS, Round(Begun::Closed), REASON, 200),
    get("inspection_run_get", READ, Round(Begun::Open)),
    get("inspection_run_paper", READ, Round(Begun::Open)).with("?format=html"),
    row("inspection_run_sign", ROUNDS, Round(Begun::Open), SIGNATURE, 200),
    row("inspection_run_start", ROUNDS, Occurrence, "{}", 200),
    get("inspection_sheet_daily", READ, Contract).with("?day=2026-03-02"),
    get("inspection_sheet_daily_paper", READ, Contract).with("?day=2026-03-02&format=html"),
    get("inspection_sheet_weekly", READ, Contract).with("?week=2026-03-02"),
    get("inspection_sheet_weekly_paper", READ, Contract).with("?week=2026-03-02&format=html"),
    row("inspection_sync", Listed(EVERYBODY), Nothing, ROUND_STEPS, 200),
    row(
        "invitation_accept",
        Public,
        Nothing,
        r#"{"token":"x","account":"nobody1","name":"无","password":"$PASSWORD"}"#,
        410,
    ),
    get("invitation_list", Listed(PEOPLE), Nothing),
    row("invitation_withdraw", SECURITY, Invitation, "", 204),
    row("invite", On(PEOPLE), Nothing, r#"{"contract_id":"$HS","role":"engineer","name":"新人（测试）"}"#, 201),
    get("job_list", SYSTEM, Nothing),
    row("job_run", SYSTEM, Nothing, "", 202),
    row("letter_file_add", SITES, About::Written(Written::Letter), "$FILE", 201),
    get("letter_file_get", LETTERS, About::Written(Written::File)),
    get("letter_get", LETTERS, About::Written(Written::Letter)),
    get("letter_list", Listed(EVERYBODY), Nothing),
    get("letter_paper", LETTERS, About::Written(Written::Letter)).with("?format=html"),
    get("letter_rule_list", LETTERS, Contract),
    row("letter_send", CONSENT, Contract, LETTER, 201),
    row("letter_step", SITES, About::Written(Written::Letter), r#"{"do":"note","text":"备注"}"#, 200),
    get("letter_term_get", LETTERS, Contract).with("?direction=client&rule=ALL-O2.account&happened_on=2026-03-01"),
    row(
        "mail_address_add",
        SYSTEM,
        Nothing,
        r#"{"address":"$OTHER@example.invalid","contract_id":"$HS","work":"apps"}"#,
        201,
    ),
    row("mail_address_change", SYSTEM, MailAddress, r#"{"contract_id":"$HS","work":"apps"}"#, 200),
    get("mail_address_list", SYSTEM, Nothing),
    row("mail_address_remove", SYSTEM, MailAddress, "", 204),
    get("mail_polling", SYSTEM, Nothing),
    row("mail_quarantine_accept", SYSTEM, HeldMail, r#"{"contract_id":"$HS","work":"apps"}"#, 200),
    row("mail_quarantine_discard", SYSTEM, HeldMail, r#"{"reason":"广告"}"#, 200),
    get("mail_quarantine_get", SYSTEM, HeldMail),
    get("mail_quarantine_list", SYSTEM, Nothing),
    get("mail_quarantine_raw", SYSTEM, HeldMail),
    get("mail_received_list", SYSTEM, Nothing),
    get("me", Own, Nothing),
    get("money_at_risk_list", Listed(EVERYBODY), Nothing),
    get("money_at_risk_read", MONEY, Contract),
    get("my_notification_preferences", Own, Nothing),
    row("my_notification_preferences_set", Own, Nothing, r#"{"muted":{"ticket.urged":["email"]}}"#, 200),
    row("my_notification_try", Own, Nothing, r#"{"way":"email"}"#, 200),
    get("my_notifications", Own, Nothing),
    row("my_notifications_read", Own, Nothing, "{}", 200),
    get("my_notifications_unread", Own, Nothing),
    get("my_push", Own, Nothing),
    row("notification_cancel", OUTBOX, Message, "", 200),
    row("notification_channel_add", SYSTEM, Nothing, CHANNEL, 201),
    row("notification_channel_change", SYSTEM, Channel, CHANNEL, 200),
    get("notification_channel_list", SYSTEM, Nothing),
    get("notification_channel_mail", SYSTEM, Nothing),
    row("notification_channel_remove", SYSTEM, Channel, "", 204),
    row("notification_channel_test", SYSTEM, Channel, "{}", 200),
    get("notification_list", Listed(&[VendorManager, SystemAdministrator]), Nothing),
    row("notification_retry", OUTBOX, Message, "", 200),
    get("notification_rules", WRITE, Contract),
    row(
        "notification_rules_set",
        RULES,
        Rules,
        r#"{"rules":[{"occasion":"ticket.breached","to":["managers"],"by":["in_app"]}]}"#,
        200,
    ),
    row("notification_template_add", RULES, Contract, TEMPLATE, 201),
    row("notification_template_change", RULES, Template, TEMPLATE, 200),
    get("notification_template_list", WRITE, Contract),
    row(
        "notification_template_preview",
        WRITE,
        Contract,
        r#"{"template":{"name":"催办","line":"{{ number }}","body":"{{ title }}"}}"#,
        200,
    ),
    row("notification_template_remove", RULES, Template, "", 204),
    // HS has no rule that comes with an event.
    row("occurrence_add", ROUNDS, Contract, r#"{"rule":"HS-X","day":"2026-03-02","occasion":"考试"}"#, 422),
    row("occurrence_announce", ROUNDS, Occurrence, REASON, 200),
    row("occurrence_change", MANAGER, Occurrence, r#"{"assignee":"$ENGINEER"}"#, 200),
    get("occurrence_counts", READ, Contract).with("?from=2026-03-01&to=2026-03-31"),
    get("occurrence_get", READ, Occurrence),
    get("occurrence_list", Listed(EVERYBODY), Nothing),
    get("occurrence_plan", READ, Contract),
    get("on_call_get", ROSTER, Contract),
    row("on_site_absence_add", ROUNDS, Contract, ABSENCE, 201),
    row("on_site_correct", MANAGER, Contract, ON_SITE, 200),
    get("on_site_mine", Listed(EVERYBODY), Nothing),
    get("on_site_month", STAFFING, Contract),
    row("on_site_tap", ROUNDS, Contract, r#"{"post":"HS-W1.onsite","kind":"in"}"#, 409),
    get("outage_list", Listed(EVERYBODY), Nothing),
    get("person_assignable", WRITE, Nothing).with("?contract=$HS"),
    row("person_change", SECURITY, Person, r#"{"name":"改名（测试）"}"#, 200),
    row("person_create", SECURITY, Nothing, r#"{"account":"newcomer","name":"新人（测试）"}"#, 201),
    row("person_disable", SECURITY, Person, "", 200),
    row("person_enable", SECURITY, Person, "", 200),
    get("person_get", On(PEOPLE), Person),
    get("person_list", Listed(PEOPLE), Nothing),
    row("person_reset_password", SECURITY, Person, "", 200),
    row("person_roles_set", SECURITY, Person, r#"[{"contract_id":"$HS","role":"engineer"}]"#, 200),
    row("person_session_end", SECURITY, Person, "", 204),
    row("person_session_end_one", SECURITY, PersonWithSession, "", 204),
    get("person_session_list", SECURITY, Person),
    row("person_unlock", SECURITY, Person, "", 204),
    row("presence_beat", READ, Ticket(Open), r#"{"doing":"looking"}"#, 200),
    row("presence_leave", READ, Ticket(Open), "", 204),
    row("probe_add", ROUNDS, Contract, PROBE, 201),
    row("probe_change", ROUNDS, Watched(Thing::Probe), r#"{"title":"另一个名称"}"#, 200),
    get("probe_get", ROSTER, Watched(Thing::Probe)),
    get("probe_history", ROSTER, Watched(Thing::Probe)).with("?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z"),
    get("probe_list", Listed(EVERYBODY), Nothing),
    row("probe_remove", ROUNDS, Watched(Thing::Probe), "", 204),
    row("probe_try", ROUNDS, Watched(Thing::Probe), "", 200),
    row("probe_try_new", ROUNDS, Contract, PROBE, 200),
    row("push_subscription_add", Own, Nothing, DEVICE, 201),
    row("push_subscription_remove", Own, OwnDevice, "", 204),
    row("reconciliation_close", ROUNDS, About::Delivered(Delivered::Week), "", 200),
    row("reconciliation_explain", ROUNDS, About::Delivered(Delivered::Week), r#"{"key":"none","text":"已核对"}"#, 422),
    get("reconciliation_export", STORE, About::Delivered(Delivered::Week)),
    get("reconciliation_get", STORE, About::Delivered(Delivered::Week)),
    row("reconciliation_import", ROUNDS, About::Delivered(Delivered::Week), "$FILE", 422).with("?side=payment"),
    get("reconciliation_list", STORE, Contract),
    row("reconciliation_open", ROUNDS, Contract, r#"{"day":"2026-02-23"}"#, 409),
    get("reconciliation_paper", STORE, About::Delivered(Delivered::Week)).with("?format=html"),
    row(
        "reconciliation_row_add",
        ROUNDS,
        About::Delivered(Delivered::Week),
        r#"{"side":"payment","number":"$SERIAL","order_number":"X","amount":100,"happened_on":"2026-02-23"}"#,
        201,
    ),
    get("reconciliation_row_list", STORE, About::Delivered(Delivered::Week)).with("?side=payment"),
    row("reconciliation_row_remove", ROUNDS, About::Delivered(Delivered::Row), "", 204),
    get("reconciliation_template", ROUNDS, About::Delivered(Delivered::Week)).with("?side=payment"),
    row("reply_template_change", Listed(DESK), OwnKept(Keep::ReplyTemplate), NAME, 200),
    row("reply_template_create", Listed(DESK), Nothing, r#"{"name":"受理","text":"{{number}} 已受理"}"#, 201),
    get("reply_template_list", Listed(EVERYBODY), Nothing).with("?contract=$HS"),
    row("reply_template_remove", Listed(DESK), OwnKept(Keep::ReplyTemplate), "", 204),
    row("report_accept", CONSENT, About::Reported(Reported::Submitted), "{}", 200),
    row("report_add", ROUNDS, Contract, r#"{"rule":"HS-R2","from":"2026-03-01","subject":"/tickets/$SERIAL"}"#, 201),
    row("report_correct", MANAGER, About::Reported(Reported::Accepted), r#"{"text":"更正"}"#, 200),
    get("report_difference_get", LETTERS, About::Reported(Reported::Submitted)).with("?from=1&to=1"),
    row(
        "report_edit",
        ROUNDS,
        About::Reported(Reported::Drafted),
        r#"{"parts":[{"key":"overview","text":"概述"}]}"#,
        200,
    ),
    get("report_file_get", LETTERS, About::Reported(Reported::Submitted)).with("?format=html"),
    get("report_get", LETTERS, About::Reported(Reported::Submitted)),
    get("report_list", Listed(EVERYBODY), Nothing),
    row("report_question", CONSENT, About::Reported(Reported::Submitted), r#"{"comments":[{"text":"请说明"}]}"#, 200),
    row("report_recompose", ROUNDS, About::Reported(Reported::Drafted), "", 200),
    // Which rows there are is the modules' matter: none of this name.
    row("report_row_list", LETTERS, About::Reported(Reported::Submitted), "", 404).with("?section=none&key=none"),
    get("report_rule_list", LETTERS, Contract),
    row("report_submit", MANAGER, About::Reported(Reported::Drafted), "", 200),
    get("report_version_get", LETTERS, About::Reported(Reported::Submitted)),
    row("report_withdraw", MANAGER, About::Reported(Reported::Submitted), r#"{"text":"补充"}"#, 200),
    row("return_call_attempt", CALLS, ReturnCall, r#"{"result":"no_answer"}"#, 200),
    row("return_call_complete", CALLS, ReturnCall, r#"{"satisfaction":5}"#, 200),
    get("return_call_get", HOTLINE, ReturnCall),
    get("return_call_list", Listed(EVERYBODY), Nothing),
    row("return_call_waive", On(&[ClientOfficial]), ReturnCall, REASON, 200),
    get("role_list", ADMINISTRATORS, Nothing),
    get("roster_get", ROSTER, Contract).with("?from=2026-03-01&to=2026-03-02"),
    row("second_factor_begin", OwnInPerson, Nothing, "", 200),
    row("second_factor_confirm", OwnInPerson, Nothing, CODE, 409),
    row("second_factor_remove", OwnInPerson, Nothing, CODE, 409),
    row("security_evaluation_add", MANAGER, Contract, EVALUATION, 201),
    row("security_evaluation_attach", MANAGER, About::Guarded(Guarded::Evaluation), "$FILE", 201),
    row("security_evaluation_change", MANAGER, About::Guarded(Guarded::Evaluation), r#"{"score":"80"}"#, 200),
    get("security_evaluation_get", DUTIES, About::Guarded(Guarded::Evaluation)),
    get("security_evaluation_list", DUTIES, Contract),
    get("security_file", DUTIES, About::Guarded(Guarded::File)),
    row("security_finding_add", MANAGER, About::Guarded(Guarded::Evaluation), EVALUATION_FINDING, 201),
    row("security_finding_attach", ROUNDS, About::Guarded(Guarded::Finding), "$FILE", 201),
    row("security_finding_end", ROUNDS, About::Guarded(Guarded::Finding), r#"{"state":"fixed","text":"已改"}"#, 200),
    row("security_finding_import", MANAGER, About::Guarded(Guarded::Evaluation), "$FILE", 422),
    get("security_finding_template", DUTIES, Contract),
    row("security_pledge_add", MANAGER, Contract, PLEDGE, 201),
    row("security_pledge_attach", MANAGER, About::Guarded(Guarded::Pledge), "$FILE", 201),
    row("security_pledge_change", MANAGER, About::Guarded(Guarded::Pledge), r#"{"signed_on":"2026-03-01"}"#, 200),
    get("security_pledge_list", DUTIES, Contract),
    row("security_return_add", MANAGER, Contract, r#"{"title":"交还","asked_on":"2026-03-02"}"#, 201),
    row("security_return_attach", DUTIES, About::Guarded(Guarded::Return), "$FILE", 201),
    row(
        "security_return_item_add",
        MANAGER,
        About::Guarded(Guarded::Return),
        r#"{"what":"数据","medium":"硬盘"}"#,
        201,
    ),
    get("security_return_list", DUTIES, Contract),
    row("security_return_settle", ROUNDS, About::Guarded(Guarded::Item), r#"{"way":"returned"}"#, 200),
    row("security_return_witness", CONSENT, About::Guarded(Guarded::Settled), WITNESS, 200),
    get("security_terms", DUTIES, Contract),
    row("security_terms_set", MANAGER, Contract, r#"{"critical":1,"high":2,"medium":3,"low":4}"#, 200),
    get("security_year", DUTIES, Contract),
    get("security_year_export", DUTIES, Contract),
    get("service_form_list", DUTIES, Contract),
    row("service_form_save", MANAGER, Contract, SERVICE_FORM, 201),
    get("service_form_versions", DUTIES, Contract).with("?key=HS-O2.purchase"),
    row("service_request_accept", CONSENT, About::Asked(Asked::Finished), SERVICE_SIGNED, 200),
    row("service_request_add", DUTIES, Contract, r#"{"form":"HS-O2.purchase","title":"采购咨询（测试）"}"#, 201),
    row("service_request_cancel", DUTIES, About::Asked(Asked::OwnDraft), REASON, 200),
    row("service_request_check", ROUNDS, About::Asked(Asked::Done), r#"{"ok":true}"#, 200),
    row(
        "service_request_decide",
        CONSENT,
        About::Asked(Asked::Submitted),
        r#"{"approve":true,"due_on":"2027-12-31"}"#,
        200,
    ),
    row("service_request_edit", DUTIES, About::Asked(Asked::OwnDraft), r#"{"title":"改名（测试）"}"#, 200),
    row("service_request_estimate", ROUNDS, About::Asked(Asked::Estimable), r#"{"days":"2","note":"开发"}"#, 200),
    get("service_request_export", Listed(EVERYBODY), Nothing).with("?format=html"),
    row("service_request_file_add", DUTIES, About::Asked(Asked::OwnDraft), "$FILE", 201),
    get("service_request_file_get", DUTIES, About::Asked(Asked::File)),
    // Other files stay where they are.
    row("service_request_file_remove", DUTIES, About::Asked(Asked::OwnFile), "", 204),
    row("service_request_finish", ROUNDS, About::Asked(Asked::OwnWork), r#"{"note":"已办"}"#, 200),
    get("service_request_get", DUTIES, About::Asked(Asked::Submitted)),
    get("service_request_list", Listed(EVERYBODY), Nothing),
    get("service_request_paper", DUTIES, About::Asked(Asked::Submitted)).with("?format=html"),
    row(
        "service_request_reschedule",
        CONSENT,
        About::Asked(Asked::Approved),
        r#"{"due_on":"2027-12-31","reason":"商定"}"#,
        200,
    ),
    row("service_request_send_back", CONSENT, About::Asked(Asked::Finished), REASON, 200),
    row("service_request_submit", DUTIES, About::Asked(Asked::OwnDraft), "", 200),
    row("service_request_take", ROUNDS, About::Asked(Asked::Approved), "", 200),
    row("session_end", OwnInPerson, OwnSession, "", 204),
    get("session_list", OwnInPerson, Nothing),
    get("session_list_all", SECURITY, Nothing),
    row("session_refresh", RefreshCookie, Nothing, "", 204),
    row("shift_add", MANAGER, Contract, SHIFT, 201),
    row("shift_change", MANAGER, Shift, r#"{"note":"换班"}"#, 200),
    row("shift_handover", MANAGER, Shift, r#"{"note":"无遗留问题"}"#, 200),
    row("shift_handover_confirm", ROSTER, Shift, "", 409),
    row("shift_remove", MANAGER, Shift, "", 204),
    row("sign_in", Public, Nothing, r#"{"account":"nobody","password":"$PASSWORD"}"#, 401),
    row("sign_out", OwnInPerson, Nothing, "", 204),
    row("site_add", SITES, Contract, r#"{"name":"$OTHER","latitude":39.9,"longitude":116.4}"#, 201),
    row("site_change", SITES, Site, r#"{"address":"二层"}"#, 200),
    get("site_list", READ, Contract),
    row("site_retire", SITES, Site, "", 204),
    row("spare_add", ROUNDS, Contract, r#"{"name":"内存条（测试）"}"#, 201),
    row("spare_change", ROUNDS, About::Kept(Stored::Spare), r#"{"minimum":0}"#, 200),
    get("spare_export", STORE, Contract).with("?template=true"),
    get("spare_get", STORE, About::Kept(Stored::Spare)),
    row("spare_import", ROUNDS, Contract, "$FILE", 422),
    get("spare_list", Listed(EVERYBODY), Nothing),
    row("spare_move", ROUNDS, About::Kept(Stored::Spare), r#"{"kind":"out","quantity":1}"#, 201),
    get("spare_movements", STORE, About::Kept(Stored::Spare)),
    row("spare_settle", ROUNDS, About::Kept(Stored::Unbooked), r#"{"note":"甲方自购"}"#, 200),
    get("spare_unbooked", STORE, Contract),
    row("special_days_add", SITES, Contract, r#"{"kind":"exam","from":"2026-03-07","reason":"考试通知"}"#, 422),
    get("special_days_list", ROSTER, Contract).with("?from=2026-03-01"),
    row("special_days_remove", SITES, SpecialDays, "", 204),
    row("special_period_change", SITES, About::Assured(Assured::Declared), r#"{"title":"考试保障"}"#, 200),
    row("special_period_confirm", CONSENT, About::Assured(Assured::Declared), "", 200),
    row("special_period_declare", SITES, Contract, SPECIAL_PERIOD, 422),
    row("special_period_file_add", DUTIES, About::Assured(Assured::Confirmed), "$FILE", 201).with("?part=notice"),
    get("special_period_get", ROSTER, About::Assured(Assured::Declared)),
    get("special_period_list", Listed(EVERYBODY), Nothing),
    get("special_period_paper", ROSTER, About::Assured(Assured::Declared)).with("?format=html"),
    get("special_period_suggestions", ROSTER, Contract),
    row("special_period_withdraw", SITES, About::Assured(Assured::Declared), REASON, 200),
    row("staff_add", MANAGER, Contract, r#"{"name":"人员（测试）"}"#, 201),
    row(
        "staff_assignment_add",
        MANAGER,
        Contract,
        r#"{"position":"HS-O4.6","staff_id":"$STAFF","from_on":"2026-03-02"}"#,
        201,
    ),
    row("staff_assignment_end", MANAGER, About::Staffed(Staffed::Assignment), r#"{"to_on":"2026-03-02"}"#, 200),
    row("staff_change_add", MANAGER, Contract, STAFF_CHANGE, 201),
    row("staff_change_decide", CONSENT, About::Staffed(Staffed::Change), r#"{"agree":true}"#, 409),
    row(
        "staff_change_depart",
        MANAGER,
        Contract,
        r#"{"assignment_id":"$ASSIGNMENT","left_on":"2026-03-02","reason":"离职"}"#,
        409,
    ),
    row("staff_change_finish", MANAGER, About::Staffed(Staffed::Change), "", 200),
    get("staff_change_get", STAFFING, About::Staffed(Staffed::Change)),
    get("staff_change_list", STAFFING, Contract),
    get("staff_change_paper", STAFFING, About::Staffed(Staffed::Change)).with("?format=html"),
    row("staff_change_tick", ROUNDS, About::Staffed(Staffed::Change), r#"{"item":0,"done":true}"#, 422),
    row("staff_change_withdraw", MANAGER, About::Staffed(Staffed::Change), "", 200),
    row("staff_edit", MANAGER, About::Staffed(Staffed::Member), NAME, 200),
    get("staff_list", STAFFING, Contract),
    row("staff_qualification_add", MANAGER, About::Staffed(Staffed::Member), NAME, 201),
    row("staff_qualification_file_add", MANAGER, About::Staffed(Staffed::Qualification), "$FILE", 201),
    row("staff_qualification_remove", MANAGER, About::Staffed(Staffed::Qualification), "", 204),
    get("staffing_board", STAFFING, Contract),
    get("staffing_file_get", STAFFING, About::Staffed(Staffed::File)),
    row("stock_taking_begin", ROUNDS, Contract, r#"{"of":"spares","place":"$SERIAL"}"#, 422),
    row("stock_taking_close", ROUNDS, About::Kept(Stored::Taking), r#"{"settle":true,"leave_uncounted":true}"#, 200),
    row("stock_taking_count", ROUNDS, About::Kept(Stored::Taking), r#"{"lines":[{"code":"BJ-9999"}]}"#, 200),
    get("stock_taking_export", STORE, About::Kept(Stored::Taking)),
    get("stock_taking_get", STORE, About::Kept(Stored::Taking)),
    get("stock_taking_lines", STORE, About::Kept(Stored::Taking)),
    get("stock_taking_list", STORE, Contract),
    get("stock_taking_paper", STORE, About::Kept(Stored::Taking)).with("?format=html"),
    get("system", SYSTEM, Nothing),
    row("system_change_add", ROUNDS, Contract, CHANGE, 201),
    row("system_change_approve_by_word", MANAGER, About::Moved(Moved::Urgent), WORD, 200),
    get("system_change_calendar", DUTIES, Contract).with("?from=2026-03-01&to=2026-03-31"),
    get("system_change_choices", DUTIES, Contract),
    row("system_change_close", ROUNDS, About::Moved(Moved::Verified), "", 200),
    row("system_change_confirm", CONSENT, About::Moved(Moved::ByWord), "{}", 200),
    row("system_change_decide", CONSENT, About::Moved(Moved::Submitted), r#"{"approve":true}"#, 200),
    row("system_change_edit", ROUNDS, About::Moved(Moved::Written), CHANGE, 200),
    get("system_change_file", DUTIES, About::Moved(Moved::File)),
    row("system_change_file_add", DUTIES, About::Moved(Moved::Written), "$FILE", 201).with("?part=test"),
    get("system_change_get", DUTIES, About::Moved(Moved::Written)),
    get("system_change_list", Listed(EVERYBODY), Nothing),
    get("system_change_paper", DUTIES, About::Moved(Moved::Written)).with("?format=html"),
    row("system_change_release", ROUNDS, About::Moved(Moved::Ready), "{}", 200),
    row("system_change_roll_back", ROUNDS, About::Moved(Moved::Released), REASON, 200),
    row("system_change_submit", ROUNDS, About::Moved(Moved::Written), "", 200),
    row("system_change_test", ROUNDS, About::Moved(Moved::Written), CHANGE_TEST, 200),
    row("system_change_verify", DUTIES, About::Moved(Moved::Released), r#"{"text":"正常"}"#, 200),
    row("system_change_withdraw", ROUNDS, About::Moved(Moved::Written), REASON, 200),
    row("ticket_accept", ACCEPT, Ticket(Resolved), r#"{"satisfaction":5}"#, 200),
    row("ticket_assign", WORK, Ticket(Open), r#"{"person_id":"$ENGINEER"}"#, 200),
    row("ticket_attach", WRITE, Ticket(Open), "$FILE", 201),
    row("ticket_bulk", Listed(EVERYBODY), Nothing, r#"{"ids":["$OTHER"],"steps":[{"do":"take"}]}"#, 200),
    row("ticket_cancel", CLOSE, Ticket(Open), REASON, 200),
    row("ticket_check_in", WORK, Ticket(Taken), "{}", 200),
    get("ticket_checklist", READ, Ticket(Open)),
    get("ticket_clock_explanation", READ, Ticket(Open)),
    row("ticket_close", CLOSE, Ticket(Resolved), r#"{"reason":"报修人三日未答复"}"#, 200),
    get("ticket_counts", Listed(EVERYBODY), Nothing),
    row("ticket_edit", WRITE, Ticket(Open), r#"{"description":"补充：仅一个科室"}"#, 200),
    row("ticket_escalate", WORK, Ticket(Taken), REASON, 200),
    row("ticket_export", Listed(READERS), Nothing, r#"{"state":"live"}"#, 202),
    get("ticket_get", READ, Ticket(Open)),
    row("ticket_link", WRITE, Ticket(Open), r#"{"other":"$OTHER","relation":"relates_to"}"#, 200),
    get("ticket_list", Listed(EVERYBODY), Nothing),
    get("ticket_macro", WORK, TicketAndShared(Keep::Macro)),
    row("ticket_macro_change", Listed(DESK), OwnKept(Keep::Macro), NAME, 200),
    row("ticket_macro_create", Listed(DESK), Nothing, r#"{"name":"受理","steps":[{"do":"take"}]}"#, 201),
    row("ticket_macro_remove", Listed(DESK), OwnKept(Keep::Macro), "", 204),
    row("ticket_macro_run", WORK, TicketAndShared(Keep::Macro), "", 200),
    get("ticket_macros", Listed(EVERYBODY), Nothing).with("?contract=$HS"),
    row("ticket_merge", WORK, Ticket(Open), r#"{"into":"$OTHER"}"#, 200),
    row("ticket_note", WORK, Ticket(Open), TEXT, 200),
    row("ticket_open", WRITE, Contract, "$NEW_TICKET", 201),
    get("ticket_paper", READ, Ticket(Open)).with("?format=html"),
    row(
        "ticket_pause",
        WORK,
        Ticket(Taken),
        r#"{"reason":"等机房开放","evidence":"通话记录","agreed_by":"值班员"}"#,
        200,
    ),
    row("ticket_refuse", ACCEPT, Ticket(Resolved), REASON, 200),
    row("ticket_reopen", CLOSE, Ticket(Closed), REASON, 200),
    row("ticket_reply", WRITE, Ticket(Open), TEXT, 200),
    get("ticket_reply_template", WORK, TicketAndShared(Keep::ReplyTemplate)),
    row("ticket_resolve", WORK, Ticket(Taken), r#"{"solution":"更换证书"}"#, 200),
    row("ticket_respond", WORK, Ticket(Open), TEXT, 200),
    row("ticket_restore", WORK, Ticket(Taken), TEXT, 200),
    row("ticket_resume", WORK, Ticket(Paused), "{}", 200),
    row("ticket_service_sheet", WORK, Ticket(Taken), r#"{"found":"证书过期","done":"更新证书"}"#, 201),
    get("ticket_service_sheet_paper", READ, About::Sheet).with("?format=html"),
    get("ticket_service_sheets", READ, Ticket(Open)),
    row("ticket_severity", CLOSE, Ticket(Open), r#"{"case":"HS-S1","reason":"影响扩大"}"#, 200),
    row("ticket_split", WORK, Ticket(Open), r#"{"title":"另一个问题"}"#, 201),
    get("ticket_statistics", Listed(EVERYBODY), Nothing),
    row("ticket_steps", WRITE, Ticket(Open), r#"{"steps":[{"do":"reply","text":"已收到"}]}"#, 200),
    row("ticket_take", WORK, Ticket(Open), "{}", 200),
    get("ticket_timeline", READ, Ticket(Open)),
    row("ticket_unwatch", WRITE, Ticket(Open), "", 200),
    row("ticket_urge", ACCEPT, Ticket(Open), r#"{"text":"请尽快"}"#, 200),
    row("ticket_view_change", Listed(READERS), OwnKept(Keep::View), NAME, 200),
    row("ticket_view_create", Listed(READERS), Nothing, r#"{"name":"待办","filters":{"state":"live"}}"#, 201),
    row("ticket_view_remove", Listed(READERS), OwnKept(Keep::View), "", 204),
    get("ticket_views", Listed(EVERYBODY), Nothing),
    row("ticket_watch", WRITE, Ticket(Open), r#"{"person_id":"$ENGINEER"}"#, 200),
    row("ticket_work_around", WORK, Ticket(Taken), TEXT, 200),
    row(
        "token_create",
        OwnInPerson,
        Nothing,
        r#"{"name":"报表","scopes":["contracts.list"],"expires_at":"2026-04-01T00:00:00Z"}"#,
        201,
    ),
    get("token_list", OwnInPerson, Nothing),
    row("token_revoke", OwnInPerson, OwnToken, "", 204),
    row("training_add", MANAGER, Contract, TRAINING, 201),
    row("training_attendee_add", ROUNDS, About::Staffed(Staffed::Training), NAME, 201),
    row("training_attendee_rate", ROUNDS, About::Staffed(Staffed::Attendee), r#"{"score":5}"#, 200),
    row("training_attendee_remove", ROUNDS, About::Staffed(Staffed::Attendee), "", 204),
    row("training_attendee_sign", ROUNDS, About::Staffed(Staffed::Attendee), r#"{"image":"$PIXEL"}"#, 200),
    row("training_cancel", CONSENT, About::Staffed(Staffed::Training), REASON, 200),
    row("training_confirm", CONSENT, About::Staffed(Staffed::Held), r#"{"accepted":true}"#, 200),
    row("training_edit", SITES, About::Staffed(Staffed::Training), r#"{"place":"另一间会议室"}"#, 200),
    row("training_file_add", ROUNDS, About::Staffed(Staffed::Training), "$FILE", 201),
    get("training_get", STAFFING, About::Staffed(Staffed::Training)),
    row("training_hold", ROUNDS, About::Staffed(Staffed::Training), r#"{"held_on":"2026-03-02"}"#, 409),
    get("training_list", STAFFING, Contract),
    get("training_paper", STAFFING, About::Staffed(Staffed::Training)).with("?format=html"),
    row("vulnerability_add", ROUNDS, Contract, VULNERABILITY, 201),
    row(
        "vulnerability_analyse",
        ROUNDS,
        About::Guarded(Guarded::New),
        r#"{"cause":"旧","affected":"无","decision":"fix"}"#,
        200,
    ),
    row("vulnerability_attach", DUTIES, About::Guarded(Guarded::New), "$FILE", 201),
    row("vulnerability_confirm", CONSENT, About::Guarded(Guarded::FedBack), "{}", 200),
    row("vulnerability_correct", ROUNDS, About::Guarded(Guarded::New), r#"{"host":"10.0.0.1","reason":"更正"}"#, 200),
    get("vulnerability_counts", DUTIES, Contract),
    row("vulnerability_feed_back", MANAGER, About::Guarded(Guarded::Retested), TEXT, 200),
    row("vulnerability_fix", ROUNDS, About::Guarded(Guarded::Analysed), TEXT, 200),
    get("vulnerability_get", DUTIES, About::Guarded(Guarded::New)),
    row("vulnerability_import", ROUNDS, Contract, "$FILE", 422),
    get("vulnerability_list", Listed(EVERYBODY), Nothing),
    // HS asks for no report at once.
    get("vulnerability_paper", DUTIES, About::Guarded(Guarded::New)).with("?format=html"),
    row("vulnerability_report", ROUNDS, About::Guarded(Guarded::New), TEXT, 409),
    row("vulnerability_retest", ROUNDS, About::Guarded(Guarded::Fixed), r#"{"passed":true,"text":"通过"}"#, 200),
    row("vulnerability_send_back", CONSENT, About::Guarded(Guarded::FedBack), REASON, 200),
    get("vulnerability_template", DUTIES, Contract),
    row("watch_event_add", ROUNDS, Contract, r#"{"events":[]}"#, 200),
    get("watch_event_list", ROSTER, Contract),
    get("watch_rule_list", ROSTER, Contract),
    row("watch_rule_set", ROUNDS, Contract, r#"{"kind":"large_file","count":5,"within_seconds":600}"#, 200),
    row("watched_system_add", ROUNDS, Contract, r#"{"name":"系统 $OTHER"}"#, 201),
    row("watched_system_change", ROUNDS, Watched(Thing::System), r#"{"hosts":["10.0.0.1"]}"#, 200),
    get("watched_system_list", ROSTER, Contract),
    row("watched_system_remove", ROUNDS, Watched(Thing::System), "", 204),
    get("work_mine", Listed(EVERYBODY), Nothing),
];

/// What is answered to everybody beside the operations that are described.
pub const PUBLIC_PATHS: &[&str] = &["/healthz", "/readyz", "/metrics", "/api/v1/openapi.json"];
