var l=()=>null;export{l as default};
