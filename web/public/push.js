// Shows what the server pushes, and opens what it is about. It keeps nothing and stands between nobody and the network: its
// scope holds no page. `?field` leads to the phone's pages.
/* global self, clients */
const field = new URL(self.location.href).searchParams.has('field')

function read(event) {
  try {
    return event.data.json()
  } catch {
    return {}
  }
}

/** A path of ours, whatever was sent. */
function place(path) {
  const inside = typeof path === 'string' && path.startsWith('/') && !path.startsWith('//') && !path.startsWith('/\\') ? path : '/notices'
  return field && /^\/tickets\/[\w-]+$/.test(inside) ? `/field${inside}` : inside
}

self.addEventListener('push', (event) => {
  const { title = '践约', body = '', path, tag } = read(event)
  // The browser wants to see something for every push, or it shows a sentence of its own.
  event.waitUntil(self.registration.showNotification(String(title), { body: String(body), tag, icon: '/icons/field-192.png', lang: 'zh-CN', data: place(path) }))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const path = place(event.notification.data)
  event.waitUntil(
    clients.matchAll({ type: 'window', includeUncontrolled: true }).then((windows) => {
      const shown = windows.find((one) => new URL(one.url).pathname === path)
      return shown ? shown.focus() : clients.openWindow(path)
    }),
  )
})
