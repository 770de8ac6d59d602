// Reads deliveries ({ secret, headers, body } by line) and says of each what the reference libraries make of it: as it came, tampered with, under
// another id, and ten minutes old.
import { createInterface } from "node:readline";
import { HTTP } from "cloudevents";
import { Webhook } from "standardwebhooks";

const accepts = (secret, body, headers) => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body } = JSON.parse(line);
  const event = HTTP.toEvent({ headers, body });
  event.validate();
  const old = Math.floor(Date.now() / 1000) - 600;
  const signed = new Webhook(secret).sign(headers["webhook-id"], new Date(old * 1000), body);
  console.log(JSON.stringify({
    accepted: accepts(secret, body, headers),
    tampered: accepts(secret, body.replace("held", "lost"), headers),
    renamed: accepts(secret, body, { ...headers, "webhook-id": "another" }),
    old: accepts(secret, body, { ...headers, "webhook-timestamp": `${old}`, "webhook-signature": signed }),
    id: event.id,
    type: event.type,
    specversion: event.specversion,
    sku: event.data.sku,
  }));
}
