import type { Model } from "./app";

/** The service, the language and the light; out of the way while the hands are full. */
export function Head({ model }: { model: Model }) {
  const { words, language, theme, flow } = model;
  const demo = "opened" in flow && flow.opened.demo;
  const bright = theme === "light";
  return (
    <header>
      <div>
        <img src="/s/icon.svg" alt="" width="28" height="28" />
        <span class="service">{words.service}</span>
        <button
          class="small"
          lang={language === "ja" ? "en" : "ja"}
          aria-label={language === "ja" ? "English" : "日本語"}
          onClick={() => model.speak(language === "ja" ? "en" : "ja")}
        >
          {language === "ja" ? "EN" : "日本語"}
        </button>
        <button
          class="small"
          aria-label={bright ? words.dark : words.bright}
          title={bright ? words.dark : words.bright}
          onClick={() => model.show(bright ? "dark" : "light")}
        >
          <span aria-hidden="true">{bright ? "☾" : "☀"}</span>
        </button>
      </div>
      {demo && (
        <p class="demo" role="note">
          {words.demo}
        </p>
      )}
    </header>
  );
}
