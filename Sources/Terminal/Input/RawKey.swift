/// What curses delivers: a character, or a key that the terminal type describes.
package enum RawKey: Hashable {
  case scalar(UInt32)
  case key(KeyEvent)
}
