package io.tidewire.benchmarks.load;

/** How clients receive. */
public enum Protocol {
  /** An event stream. */
  SSE {
    @Override
    Client client(Client.Line line, String path, String topic) {
      return new SseClient(line, path, false);
    }
  },

  /** An event stream whose client can come back and go on. */
  RESUMING_SSE {
    @Override
    Client client(Client.Line line, String path, String topic) {
      return new SseClient(line, path, true);
    }
  },

  /** A WebSocket that receives its topic without asking for it. */
  WEBSOCKET {
    @Override
    Client client(Client.Line line, String path, String topic) {
      return new WebSocketClient(line, path, Speech.of(""));
    }
  },

  /** A WebSocket on which the client subscribes. */
  SUBSCRIBING_WEBSOCKET {
    @Override
    Client client(Client.Line line, String path, String topic) {
      String subscribe = "{\"type\":\"subscribe\",\"topic\":\"" + topic + "\"}";
      return new WebSocketClient(line, path, Speech.of(subscribe));
    }
  },

  /** A WebSocket to CometD. */
  BAYEUX_WEBSOCKET {
    @Override
    Client client(Client.Line line, String path, String topic) {
      return new WebSocketClient(line, path, new Bayeux(topic, "websocket"));
    }
  },

  /** Long polling with a cursor. */
  POLL {
    @Override
    Client client(Client.Line line, String path, String topic) {
      return new PollClient(line, Polling.byCursor(path));
    }
  },

  /** Long polling of CometD. */
  BAYEUX_POLL {
    @Override
    Client client(Client.Line line, String path, String topic) {
      return new PollClient(line, new Bayeux(topic, "long-polling"));
    }
  };

  /**
   * A client.
   *
   * @param path where it connects; the topic is named there already, if it belongs there
   */
  abstract Client client(Client.Line line, String path, String topic);
}
