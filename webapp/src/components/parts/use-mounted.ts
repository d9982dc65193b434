import { useEffect, useRef } from 'react'

/** True while the component is on the page: answers may come after it has gone. */
export function useMounted(): React.RefObject<boolean> {
  const mounted = useRef(true)
  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
    }
  }, [])
  return mounted
}
