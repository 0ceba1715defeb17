package io.tidewire.benchmarks.load;

import java.nio.channels.SocketChannel;

/** How clients receive. */
public enum Protocol {
  /** An event stream. */
  SSE {
    @Override
    Client client(SocketChannel socket, Tally tally, int step, String path, String topic) {
      return new SseClient(socket, tally, step, path + topic);
    }
  },

  /** A WebSocket that receives its topic without asking for it. */
  WEBSOCKET {
    @Override
    Client client(SocketChannel socket, Tally tally, int step, String path, String topic) {
      return new WebSocketClient(socket, tally, step, path + topic, "");
    }
  },

  /** A WebSocket on which the client subscribes. */
  SUBSCRIBING_WEBSOCKET {
    @Override
    Client client(SocketChannel socket, Tally tally, int step, String path, String topic) {
      String subscribe = "{\"type\":\"subscribe\",\"topic\":\"" + topic + "\"}";
      return new WebSocketClient(socket, tally, step, path, subscribe);
    }
  },

  /** Long polling with a cursor. */
  POLL {
    @Override
    Client client(SocketChannel socket, Tally tally, int step, String path, String topic) {
      return new PollClient(socket, tally, step, path + topic);
    }
  };

  abstract Client client(SocketChannel socket, Tally tally, int step, String path, String topic);
}
