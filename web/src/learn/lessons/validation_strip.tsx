// The examples in a row, and the divider between training and validation data, to be dragged.
import { EXAMPLES } from "./validation_model";
import { _ } from "../../lab/words";

interface StripProps {
  training: number;
  leaked: number;
  set: (training: number) => void;
}

export function Strip({ training, leaked, set }: StripProps) {
  const point = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    set((EXAMPLES * (event.clientX - box.left)) / box.width);
  };
  const hold = (event: PointerEvent) => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    point(event);
  };
  return (
    <div class="strip">
      <svg role="img" aria-label={_("{training} examples for training, {validation} for validation, {leaked} of them leaked", { training, validation: EXAMPLES - training, leaked })} viewBox={`0 0 ${EXAMPLES} 5`} preserveAspectRatio="none" onPointerDown={hold} onPointerMove={(event) => event.buttons && point(event)}>
        {Array.from({ length: EXAMPLES }, (_, i) => (
          <g key={i}>
            <rect class={i < training ? "strip-train" : "strip-val"} x={i + 0.1} y={0.5} width={0.8} height={4} />
            {i >= training && i < training + leaked && <rect class="strip-train" x={i + 0.1} y={2.5} width={0.8} height={2} />}
          </g>
        ))}
        <rect class="strip-divider" x={training - 0.2} y={0} width={0.4} height={5} />
      </svg>
      <p class="strip-names small">
        <span><i class="strip-box strip-train" /> {_("{n} training", { n: training })}</span>
        {leaked > 0 && <span><i class="strip-box strip-both" /> {_("{n} leaked: for both", { n: leaked })}</span>}
        <span><i class="strip-box strip-val" /> {_("{n} validation", { n: EXAMPLES - training })}</span>
      </p>
    </div>
  ); // prettier-ignore
}
