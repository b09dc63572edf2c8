// A gateway that is down shows before the operator presses send, and so does its return.
import { Icon } from "../../ui/icon.tsx";
import { namesDown, warningOf } from "../gateways.ts";
import { texts } from "../i18n/texts.ts";
import { gateways, smsIsBack } from "../state.ts";

export function GatewayBanner() {
  const t = texts.value.gateway;
  const warning = warningOf(gateways.value);
  return (
    <div role="status">
      {warning !== null && (
        <p
          class={`banner ${warning === "reserve" ? "banner-offer" : "banner-offline"}`}
          data-testid="gateway-banner"
          data-warning={warning}
        >
          <Icon name="alert" />
          <span>
            {warning === "reserve" ? t.reserve : t.down}
            {warning === "down" && t.downMail}
            {warning === "both_down" && t.bothDown}
          </span>
          <span>{t.names(namesDown(gateways.value))}</span>
        </p>
      )}
      {warning !== "down" && warning !== "both_down" && smsIsBack.value && (
        <p class="banner banner-offer" data-testid="gateway-back">
          <Icon name="check" />
          <span>{t.back}</span>
          <button type="button" class="button" onClick={() => (smsIsBack.value = false)}>
            {t.closeBack}
          </button>
        </p>
      )}
    </div>
  );
}

/** In the request form, where the channel is chosen. */
export function GatewayHint({ onMail }: { onMail: (reason: string) => void }) {
  const t = texts.value.gateway;
  const warning = warningOf(gateways.value);
  if (warning !== "down" && warning !== "both_down") return null;
  return (
    <div class="gateway-hint" role="status" data-testid="gateway-hint">
      <p>
        <Icon name="alert" small />
        {t.down}
        {warning === "both_down" && t.bothDown}
      </p>
      {warning === "down" && (
        <button
          type="button"
          class="button"
          data-testid="use-mail"
          onClick={() => onMail(t.mailReason)}
        >
          {t.useMail}
        </button>
      )}
    </div>
  );
}
