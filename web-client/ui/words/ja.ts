// Words that the pages for terminals share.
export const ja = {
  common: {
    close: "閉じる",
    cancel: "やめる",
    loading: "読み込んでいます",
    optional: "任意",
    clause: (clause: string) => `根拠 ${clause}`,
    copy: "コピー",
    copied: "コピーしました",
    unreachable: "サーバーに届きません。通信を確かめて、もう一度試してください。",
    unexpected: "サーバーから思わぬ応答がありました。続くときは運用管理者へ連絡してください。",
  },
  stop: {
    announced: (from: string, until: string, ground: string, drains: boolean) =>
      `運用停止の予告: ${from} から ${until} まで（${ground}）。${drains ? "停止中は新たな映像通報ができません。続いている映像通報は続けられます。" : "停止の開始と同時に、続いている映像通報は終了します。"}`,
    running: (until: string, drains: boolean) =>
      `システムの運用を停止しています。${until} に自動で再開します。${drains ? "続いている映像通報は続けられます。" : "ワンタイムURLの送信と映像通報はできません。"}`,
    untilStop: (span: string) => `停止まで ${span}`,
    untilResume: (span: string) => `再開まで ${span}`,
    ends: "終了する映像通報:",
  },
  bar: {
    clock: "サーバーの時刻",
    theme: "配色",
    themes: { system: "端末に合わせる", dark: "暗い", light: "明るい" },
    signOut: "サインアウト",
    about: "このシステムについて",
  },
  signIn: {
    title: "サインイン",
    noticeTitle: "はじめに確認してください",
    noticeRead: "確認しました",
    userId: "利用者ID",
    password: "パスワード",
    show: "パスワードを表示",
    code: "登録コード",
    codeHint: "責任者から渡された16文字のコードです。一度だけ使えます。",
    submits: {
      fingerprint: "指紋でサインイン",
      password: "パスワードでサインイン",
      code: "登録コードで始める",
    },
    otherWays: "ほかの方法",
    ways: {
      fingerprint: "指紋を使う",
      password: "パスワードを使う",
      code: "初めて使う(登録コード)",
    },
    fingerprintFailed:
      "指紋を確認できませんでした。読取装置に指を置き直して、もう一度試してください。",
    fingerprintMissing:
      "このブラウザーでは指紋を使えません。最新のブラウザーを使うか、システム管理者に連絡してください。",
    signedOut: "セッションが終わりました。もう一度サインインしてください。",
  },
  terminal: {
    title: "この端末",
    none: "この端末は登録されていません。警察の受理や管理の操作には登録が要ります。市と団体の方は、このまま使えます。",
    kinds: {
      reception: "受理端末",
      management: "管理端末",
      management_pc: "管理用パソコン",
      office: "端末装置",
      unenrolled: "登録されていない端末",
    },
    enrol: "端末を登録する",
    code: "端末の登録コード",
    submit: "登録する",
  },
  demo: {
    title: "デモの人物",
    lead: "人物を押すと、その人の端末になってサインインします。市と団体の方は、登録していない普通のブラウザーのままです。",
    find: "探す（氏名・役割・所属・規程・利用者ID）",
    found: (found: number, all: number) => `${all}人のうち${found}人`,
    ways: "この端末の種類だけを変える",
    anyBrowser: "普通のブラウザーで利用",
    enrol: {
      reception: "受理端末にする",
      management: "管理端末にする",
      management_pc: "管理用パソコンにする",
      office: "端末装置にする",
    },
  },
  lock: {
    lock: "画面をロック",
    title: "画面がロックされています",
    lead: (name: string) => `${name} さんの認証で解除できます。`,
    fingerprint: "指紋で解除",
    password: "パスワードで解除",
    soon: (seconds: number) => `操作がないため、あと${seconds}秒で画面をロックします。`,
  },
  factors: {
    title: "認証情報",
    firstTitle: "認証情報を登録してください",
    firstLead: (name: string) => `${name} さん、次回から使う認証情報をここで登録します。`,
    kinds: { biometric: "指紋", password: "パスワード" },
    unnamed: "この端末の指紋",
    name: "指紋の名称",
    nameHint: "例:右手人差し指、受理端末3の読取装置",
    register: "指紋を登録",
    addFingerprint: "指紋を追加する",
    newPassword: "新しいパスワード",
    passwordRule: (until: string) =>
      `12文字以上。よく使われるものや利用者IDを含むものは使えません。許可は${until}までです。`,
    setPassword: "パスワードを設定",
    changePassword: "パスワードを変える",
    revoke: "抹消",
    othersEnd:
      "変更すると、ほかの端末でのサインインは終わり、本人と上位の責任者に通知されます。",
    registered: (when: string) => `登録 ${when}`,
    changed: (when: string) => `変更 ${when}`,
    used: (when: string) => `最終使用 ${when}`,
  },
};

/** What every language must say. */
export type Words = typeof ja;
