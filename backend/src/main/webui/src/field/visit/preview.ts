import { showImagePreview as show } from 'vant'
import 'vant/es/image-preview/style/index'

export function showImagePreview(url: string, onClose: () => void): void {
  show({ images: [url], showIndex: false, onClose })
}
