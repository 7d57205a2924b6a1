/** What a blank letter begins with; `default` stands in for guests without a first name. */
export const STARTER_MJML = `<mjml>
  <mj-body background-color="#f6f3ec">
    <mj-section background-color="#ffffff" padding="32px">
      <mj-column>
        <mj-text font-family="Georgia, serif" font-size="20px" line-height="1.5">
          Dear {{ guest.first_name | default: "guest" }},
        </mj-text>
        <mj-text font-family="Georgia, serif" font-size="16px" line-height="1.6">
          Write your letter here.
        </mj-text>
        <mj-text font-family="Georgia, serif" font-size="12px" color="#6b675e">
          This is an advertisement from {{ hotel.name }}.
        </mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

/** The fields a letter may hold, by the name a hotelier knows them under. */
export const MERGE_FIELDS: readonly { label: string; field: string }[] = [
  { label: "First name", field: '{{ guest.first_name | default: "guest" }}' },
  { label: "Last name", field: "{{ guest.last_name }}" },
  { label: "Hotel's name", field: "{{ hotel.name }}" },
  { label: "Hotel's town", field: "{{ hotel.city }}" },
  { label: "Arrival", field: "{{ stay.arrival }}" },
  { label: "Departure", field: "{{ stay.departure }}" },
  { label: "Nights", field: "{{ stay.nights }}" },
  { label: "Room", field: "{{ stay.room_name }}" },
  { label: "Way to unsubscribe", field: "{{ unsubscribe_url }}" },
  { label: "Way to choose letters", field: "{{ preferences_url }}" },
];
