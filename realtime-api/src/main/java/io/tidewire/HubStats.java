package io.tidewire;

import java.util.Map;

/**
 * What a hub on this node has done since it started, and what it holds. Counted without loss where
 * it happens, and published about four times a second, so that the numbers of one reading belong
 * together only roughly. Counters never go back.
 *
 * @param connections how many are open
 * @param closing sockets that we have closed, but that their clients still hold open
 * @param subscriptions how many topics and patterns they are subscribed to
 * @param opened connections so far
 * @param closed connections so far
 * @param delivered events handed to transports so far, one for each event and connection
 * @param dropped events put back from full outboxes, or without a place and lost, so far
 * @param gaps gaps told so far
 * @param refused refusals that clients were told so far
 * @param published events that the log has acknowledged so far
 * @param publishFailed events that it has not, so far
 * @param underWay appends that it has not answered yet
 * @param topics how many the window remembers
 * @param unread events that the slowest loop has still to read
 * @param oldestUnreadMillis how long the oldest event has waited that a loop has still to read;
 *     more than one or two seconds means that the loop is stuck or overloaded
 * @param logDoubles events that the log gave twice, or of a foreign epoch, so far
 * @param logCuts holes and new epochs so far
 * @param waiting WebSockets that have sent nothing yet
 * @param outboxBytes what the events weigh that wait for sockets, each counted once
 * @param users how many users have a connection, or a socket that is closing
 * @param received messages of clients, by {@code publish} and {@code send}, so far
 * @param answered those of them that were acknowledged, so far
 * @param failed those of them that were answered with {@code error internal}, so far: what handles
 *     them has thrown, or taken too long
 * @param transfers how many transfers of clients have a file, or a place for one
 * @param transferBytes how many bytes these were announced with
 * @param transferred transfers that have arrived as they were announced, so far
 * @param offers how many files handlers have answered with that their clients may still pull
 * @param historyEvents events that are kept for those who come back
 * @param historyBytes about how many bytes of heap they take
 * @param limited how often each limit was reached so far, by its setting, such as {@code
 *     realtime.limits.per-user}; those that were never reached are there as well
 * @param byTransport how many connections are open, by their transport: {@code sse}, {@code
 *     websocket} and {@code poll}, also where there is none
 * @param refusals the same by the code that the client got, such as {@code forbidden}; those that
 *     were never given are there as well, and those that the application's own code has made up are
 *     not
 */
public record HubStats(
    long connections,
    long closing,
    long subscriptions,
    long opened,
    long closed,
    long delivered,
    long dropped,
    long gaps,
    long refused,
    long published,
    long publishFailed,
    long underWay,
    long topics,
    long unread,
    long oldestUnreadMillis,
    long logDoubles,
    long logCuts,
    long waiting,
    long outboxBytes,
    long users,
    long received,
    long answered,
    long failed,
    long transfers,
    long transferBytes,
    long transferred,
    long offers,
    long historyEvents,
    long historyBytes,
    Map<String, Long> limited,
    Map<String, Long> byTransport,
    Map<String, Long> refusals) {}
