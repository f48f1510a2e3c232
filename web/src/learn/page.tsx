// How a lesson lies on the page: what is told and asked on one side, what is played with on the other.
import type { ComponentChildren } from "preact";
import { Asked, type Question } from "./question";
import { Text } from "./text";

interface LessonPageProps {
  /** Paragraphs. */
  tells: string[];
  question: Question;
  /** What is played with. */
  children: ComponentChildren;
}

export function LessonPage({ tells, question, children }: LessonPageProps) {
  return (
    <div class="lesson">
      <div class="tell">{tells.map((says, i) => <Text key={i} says={says} />)}</div>
      <div class="play">{children}</div>
      <Asked question={question} />
    </div>
  ); // prettier-ignore
}
