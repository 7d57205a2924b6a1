import { Modal, type ModalProps } from "@mantine/core";
import "@mantine/core/styles/Paper.layer.css";
import "@mantine/core/styles/ModalBase.layer.css";
import "@mantine/core/styles/Modal.layer.css";

/**
 * A dialog over the page. Mantine would stop the page behind from scrolling by a style element of
 * its own, which the Content-Security-Policy forbids; base.css does it instead.
 */
export const Dialog = (props: ModalProps) => (
  <Modal lockScroll={false} centered closeButtonProps={{ "aria-label": "Close" }} {...props} />
);
