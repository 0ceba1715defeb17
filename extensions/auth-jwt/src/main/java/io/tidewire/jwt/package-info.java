/**
 * Verifies bearer tokens that are signed JWTs (RFC 7519), by the keys of their issuer or a shared
 * secret. Found by {@link java.util.ServiceLoader} and configured by {@code realtime.jwt.*}.
 */
@NullMarked
package io.tidewire.jwt;

import org.jspecify.annotations.NullMarked;
