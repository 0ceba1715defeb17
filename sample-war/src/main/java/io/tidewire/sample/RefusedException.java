package io.tidewire.sample;

/** A request that is refused with a status and a reason that its sender may read. */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;

  private RefusedException(int status, String title, String detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }

  static RefusedException badRequest(String detail) {
    return new RefusedException(400, "Bad Request", detail);
  }

  static RefusedException unauthorized(String detail) {
    return new RefusedException(401, "Unauthorized", detail);
  }

  static RefusedException forbidden(String detail) {
    return new RefusedException(403, "Forbidden", detail);
  }

  static RefusedException notFound(String detail) {
    return new RefusedException(404, "Not Found", detail);
  }

  static RefusedException tooLarge(String detail) {
    return new RefusedException(413, "Content Too Large", detail);
  }

  static RefusedException unsupportedType(String detail) {
    return new RefusedException(415, "Unsupported Media Type", detail);
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }
}
