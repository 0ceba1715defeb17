// What the client loads when it needs it: that takes longer than the clock of a test knows, unless it is there.
import '../../src/beside.js';
import '../../src/courtesy.js';
import '../../src/events.js';
import '../../src/kept.js';
import '../../src/lines.js';
import '../../src/outbox.js';
import '../../src/share.js';
import '../../src/sse.js';
import '../../src/websocket.js';
