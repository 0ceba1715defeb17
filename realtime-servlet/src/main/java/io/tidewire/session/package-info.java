/**
 * Internal: notices that users sign out and that sessions end, by listeners and a filter of the
 * container. Keeps no session.
 */
@NullMarked
package io.tidewire.session;

import org.jspecify.annotations.NullMarked;
