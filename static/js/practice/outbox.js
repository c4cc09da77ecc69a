// Recordings that the server has not confirmed yet, kept in this browser. A closed lid, a lost network or a restarted
// server loses nothing. Each entry names whose it is: school machines are shared.

const NAME = "etude-outbox";
const STORE = "takes";

function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "clientKey" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(mode, work) {
  const database = await openDatabase();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** `entry`: {clientKey, owner, exercise, title, url, blob, filename, settings, created}. */
export const keep = (entry) => within("readwrite", (store) => store.put(entry));
export const forget = (clientKey) => within("readwrite", (store) => store.delete(clientKey));

/** The entries of one person, oldest first. */
export async function waiting(owner) {
  const all = (await within("readonly", (store) => store.getAll())) ?? [];
  return all.filter((entry) => entry.owner === owner).sort((a, b) => a.created - b.created);
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
