/** The sign of the product. */
export function Logo({ size = 24 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <rect width="24" height="24" rx="6" fill="#3370ff" />
      <path
        d="M5 9c3-3 5 3 8 0s4-1 6-2M5 13c3-3 5 3 8 0s4-1 6-2M5 17c3-3 5 3 8 0s4-1 6-2"
        stroke="#fff"
        strokeWidth="1.8"
        fill="none"
        strokeLinecap="round"
      />
    </svg>
  );
}
