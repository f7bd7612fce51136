/**
 * Something that keeps a stream from starting or going on, with a code that `words.js` has plain words for.
 */
export class Failure extends Error {
  /**
   * @param {string} code a code of docs/protocol.md, or one of the page's own
   * @param {{detail?: string, retryAfterSeconds?: number | null, option?: string, cause?: unknown}} [facts]
   */
  constructor(code, { detail = "", retryAfterSeconds = null, option = "", cause } = {}) {
    super(detail || code, { cause });
    this.name = "Failure";
    this.code = code;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
    /** The option of a transform that was refused. */
    this.option = option;
  }
}
