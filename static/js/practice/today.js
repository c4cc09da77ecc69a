// The Today page: recordings of earlier visits that have not reached the server.
import { offerWaiting } from "./delivery.js";

const list = document.querySelector("[data-deliveries]");
if (list) offerWaiting(list, list.dataset.owner);
