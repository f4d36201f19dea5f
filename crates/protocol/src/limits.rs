//! Every field's limit, stated once and enforced by the appliance on each request.

/// Characters in a customer's name, company, and in an external reference.
pub const CUSTOMER_FIELD: usize = 100;
/// Bytes of UTF-8 in a customer's details.
pub const CUSTOMER_DETAILS_BYTES: usize = 1024;
/// Bytes of UTF-8 in one chat message or note.
pub const MESSAGE_BYTES: usize = 16 * 1024;
/// Bytes of a custom attribute's value.
pub const ATTRIBUTE_BYTES: usize = 1024;
/// Bytes of all custom attributes of a session together.
pub const ATTRIBUTES_BYTES: usize = 10 * 1024;
/// Characters in a code name (issues, teams).
pub const CODE_NAME: usize = 64;
/// Characters in a team's, issue's or representative's display name.
pub const DISPLAY_NAME: usize = 255;
/// Characters in a representative's user name.
pub const USER_NAME: usize = 64;
/// Bytes of a password.
pub const PASSWORD_BYTES: usize = 256;
/// Digits in a session key.
pub const KEY_DIGITS: usize = 9;
/// Seconds that a session key lives unless asked otherwise.
pub const KEY_LIFE_DEFAULT_S: u32 = 60 * 60;
/// Seconds that a session key may live at most.
pub const KEY_LIFE_MAX_S: u32 = 7 * 24 * 60 * 60;
/// Shortest life of a session key in seconds.
pub const KEY_LIFE_MIN_S: u32 = 60;
/// Session keys that one representative or API account may have outstanding.
pub const KEYS_OUTSTANDING: u32 = 10_000;
/// Bytes of an email address.
pub const ADDRESS_BYTES: usize = 254;
/// Email invitations of one session key.
pub const KEY_INVITATIONS: usize = 10;
/// Characters of an invitation's personal line.
pub const INVITATION_LINE: usize = 500;
/// Characters of what a mail server said.
pub const SERVER_WORDS: usize = 300;
/// Characters of a link's secret: 192 bits as URL-safe base64.
pub const LINK_SECRET: usize = 32;
/// Bytes of a template's text, and of its HTML.
pub const TEMPLATE_BYTES: usize = 64 * 1024;
/// Characters of a template's subject, and of the subject that it makes.
pub const SUBJECT: usize = 200;
/// Seconds that an API account's token lives.
pub const ACCOUNT_TOKEN_S: u32 = 60 * 60;
/// Bytes of a free comment in an exit survey.
pub const SURVEY_COMMENT_BYTES: usize = 2048;
/// Bytes of a request body on any JSON or form route.
pub const BODY_BYTES: usize = 64 * 1024;
/// Bytes of one frame that a client may send on a live connection.
pub const LIVE_FRAME_BYTES: usize = 4 * 1024;
/// Entries of a chat in one answer.
pub const ENTRIES_PER_PAGE: u32 = 200;
/// Bytes of what is said with a transfer or a share.
pub const PASSING_NOTE_BYTES: usize = 1024;
/// Open invitations of colleagues in one session.
pub const SHARES: usize = 20;
/// Outside helpers of one session.
pub const HELPERS: usize = 4;
/// Seconds for which a helper's link opens the session.
pub const HELPER_LINK_S: u32 = 60 * 60;
/// Characters in a helper's name.
pub const HELPER_NAME: usize = 100;
/// Seconds for which an offer of automatic assignment holds unless the site says otherwise, and bounds.
pub const ASSIGN_S: (u32, u32, u32) = (30, 5, 600);
/// Bytes of a broadcast.
pub const BROADCAST_BYTES: usize = 4 * 1024;
/// Lines of a talk in one answer.
pub const TALK_PER_PAGE: u32 = 100;
/// Characters of a skill's name, and skills of a representative or an issue.
pub const SKILL: (usize, usize) = (40, 20);
/// Milliseconds between two patches of a dashboard at least.
pub const DASHBOARD_MS: u64 = 250;
/// Lines of activity on a dashboard.
pub const ACTIVITY: usize = 100;
/// Characters that ended sessions are looked for by.
pub const HISTORY_TEXT: usize = 200;
/// Bytes of an ended session's text that are looked through for words, in the order in which they were said.
pub const HISTORY_DOCUMENT_BYTES: usize = 1024 * 1024;
/// Rows in a page of ended sessions: by default and at most.
pub const HISTORY_ROWS: (u32, u32) = (50, 200);
/// Rows in one export.
pub const EXPORT_ROWS: u32 = 1_000_000;
/// Seconds in which a customer who lost the connection comes back to the same session.
pub const RECONNECT_WINDOW_S: u32 = 5 * 60;
/// Wrong passwords in a row before an account pauses.
pub const SIGN_IN_ATTEMPTS: u32 = 5;
/// Seconds for which it pauses.
pub const SIGN_IN_PAUSE_S: u32 = 15 * 60;
/// Characters in a device's name.
pub const DEVICE_NAME: usize = 100;
/// Characters in a client's version.
pub const CLIENT_VERSION: usize = 64;
/// Seconds for which an elevation code is good.
pub const ELEVATION_LIFE_S: u32 = 15 * 60;
/// Seconds in which a customer answers a question before it lapses.
pub const ASK_LIFE_S: u32 = 2 * 60;
/// Refusals of one capability in a row before asking pauses.
pub const ASK_REFUSALS: u32 = 2;
/// Seconds for which asking pauses.
pub const ASK_PAUSE_S: u32 = 5 * 60;
/// Screen streams of one session at once.
pub const SCREEN_STREAMS: usize = 8;
/// Bytes of one WebSocket frame on a screen stream.
pub const SCREEN_FRAME_BYTES: usize = 1024 * 1024;
/// Bytes of a file's name.
pub const FILE_NAME_BYTES: usize = 1024;
/// Names in a path on a device; deeper folders are not gone into.
pub const PATH_NAMES: usize = 128;
/// Entries in one part of a listing, and paths in one request.
pub const FILES_PER_REQUEST: usize = 500;
/// Bytes of a device's answer about its files.
pub const FILES_ANSWER_BYTES: usize = 2 * 1024 * 1024;
/// Milliseconds in which a device answers about its files.
pub const FILES_ANSWER_MS: u64 = 20_000;
/// Milliseconds in which it answers that it sends: it goes through the folders first.
pub const FILES_SENDING_MS: u64 = 120_000;
/// Milliseconds in which it answers that it has moved, deleted or restored something.
pub const FILES_CHANGING_MS: u64 = 600_000;
/// Files and folders in one transfer.
pub const TRANSFER_FILES: u32 = 1_000_000;
/// Bytes of an upload's metadata header.
pub const UPLOAD_METADATA_BYTES: usize = 48 * 1024;
/// Bytes of one upload unless the site says otherwise.
pub const UPLOAD_BYTES: u64 = 16 << 30;
/// Bytes of a session's uploads in the spool unless the site says otherwise.
pub const SPOOL_SESSION_BYTES: u64 = 16 << 30;
/// The part of the spool that one session can have at most: one in so many.
pub const SPOOL_SESSION_PART: u64 = 8;
/// Bytes of all uploads in the spool unless the site says otherwise.
pub const SPOOL_BYTES: u64 = 128 << 30;
/// Bytes of a file in the chat unless the site says otherwise.
pub const CHAT_FILE_BYTES: u64 = 256 << 20;
/// Uploads of a session that have not ended.
pub const UPLOADS: usize = 64;
/// Of these, files for the chat that the customer's page sends.
pub const CUSTOMER_UPLOADS: usize = 4;
/// Seconds after which an upload that nobody touches ends.
pub const UPLOAD_IDLE_S: u32 = 24 * 60 * 60;
/// Seconds after which a file for the chat ends that the customer's page sends no more bytes of.
pub const CUSTOMER_UPLOAD_IDLE_S: u32 = 10 * 60;
/// Files and folders that did not come, in an outcome.
pub const OUTCOME_FAULTS: usize = 100;
/// Bytes of one reading of system information.
pub const INFO_READING_BYTES: usize = 2 * 1024 * 1024;
/// Characters of a text in a reading.
pub const INFO_TEXT: usize = 1024;
/// Characters of an identifier or a name in a reading.
pub const INFO_NAME: usize = 128;
/// Characters of a property's key.
pub const INFO_KEY: usize = 64;
/// Groups in a reading, and properties in a group.
pub const INFO_PROPERTIES: usize = 256;
/// Apps in a reading.
pub const INFO_APPS: usize = 5_000;
/// Processes in a reading, and services.
pub const INFO_PROCESSES: usize = 2_000;
/// Lines of the log in a reading.
pub const INFO_LOG_LINES: usize = 1_000;
/// Cores in a sample.
pub const INFO_CORES: usize = 256;
/// Milliseconds between two samples, at least and at most.
pub const INFO_SAMPLE_MS: (u32, u32) = (500, 60_000);
/// Milliseconds in which a source tells what it was asked to read.
pub const INFO_READ_MS: u64 = 20_000;
/// Snapshots of a session.
pub const INFO_SNAPSHOTS: u32 = 50;
/// Phones of one computer that readings are kept of.
pub const INFO_PHONES: usize = 8;
