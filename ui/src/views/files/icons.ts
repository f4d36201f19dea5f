import type { IconName } from '../../components/icons'
import type { FileEntry } from '../../gen/FileEntry'
import type { Place } from '../../gen/Place'
import type { FilesCard } from '../../state/filesCard'
import { endingOf } from '../../state/filesNames'

const endings: Record<string, IconName> = {}
const group = (icon: IconName, names: string) => names.split(' ').forEach((name) => (endings[name] = icon))
group('file-text', 'txt log md csv pdf doc docx odt rtf xls xlsx ods json ini conf cfg yml yaml')
group('file-archive', 'zip gz tgz xz bz2 7z rar tar zst')
group('image', 'png jpg jpeg gif webp bmp tif tiff heic heif svg avif')
group('file-video-camera', 'mp4 mov mkv avi webm m4v 3gp')

/** A file's or folder's icon, by what it is and by its ending. */
export function fileIcon({ name, kind }: Pick<FileEntry, 'name' | 'kind'>): IconName {
  if (kind === 'folder') return 'folder'
  if (kind === 'link') return 'link'
  return endings[endingOf(name)] ?? 'file'
}

/** The icon of a root. */
export const placeIcons: Record<Place, IconName> = {
  home: 'user',
  desktop: 'monitor',
  documents: 'file-text',
  downloads: 'file-down',
  pictures: 'image',
  internal_storage: 'smartphone',
  sd_card: 'save',
  volume: 'hard-drive',
  chosen: 'folder',
}

/** What stands in the place of the device's folder. */
export const filesCardIcons: Record<FilesCard['kind'], IconName> = {
  'not-asked': 'folder',
  asked: 'hourglass',
  denied: 'folder-lock',
  stopped: 'hand',
  plus: 'shield-plus',
  unavailable: 'folder-lock',
  away: 'wifi-off',
  hold: 'pause',
  ended: 'circle-x',
}
